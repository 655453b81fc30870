import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';

export const appId = '6f1c3d5e-0b7a-4c7e-9a57-2f9d1f6c8a10';
export const tenantId = '11111111-2222-4333-8444-555555555555';
export const ada = '0a0a0a0a-1b1b-4c2c-8d3d-4e4e4e4e4e4e';

/** Microsoft's login for one tenant: it serves keys and makes tokens. */
export interface Tenant {
  /** The base of its addresses. */
  login: string;
  /** How often its keys were asked for. */
  asked: number;
  /** It answers nothing any more, until it is told otherwise. */
  down: boolean;
  /** Other keys sign from now on, and the earlier ones are gone. */
  rotate(): void;
  /** What the keys' address answers instead of keys, with this status. */
  answerWith(text: string, status?: number): void;
  /** The key that signs, for everybody to read. */
  publicKey(): KeyObject;
  /** A token as Teams gets it for Ada, with other claims or another header where they are given. */
  token(now: number, claims?: object, header?: object): string;
}

/** A login on this machine that ends with the test. */
export async function aTenant(): Promise<Tenant> {
  let pair = pairNumber(1);
  let instead: { text: string; status: number } | undefined;
  const server = createServer((request, response) => {
    tenant.asked += 1;
    if (tenant.down) return void response.destroy();
    if (request.url !== `/${tenantId}/discovery/v2.0/keys`) return void response.writeHead(404).end();
    const jwk = createPublicKey(pair.privateKey).export({ format: 'jwk' });
    if (instead) return void response.writeHead(instead.status).end(instead.text);
    const keys = [
      { ...jwk, kid: pair.kid, use: 'sig' },
      { kid: 'ec', kty: 'EC' },
    ];
    response.end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const login = `http://127.0.0.1:${address.port}`;
  const tenant: Tenant = {
    login,
    asked: 0,
    down: false,
    rotate() {
      pair = pairNumber(Number(pair.kid.slice(1)) + 1);
    },
    answerWith(text, status = 200) {
      instead = { text, status };
    },
    publicKey: () => createPublicKey(pair.privateKey),
    token: (now, claims = {}, header = {}) =>
      signed(
        { typ: 'JWT', alg: 'RS256', kid: pair.kid, ...header },
        { ...usualClaims(login, now), ...claims },
        pair.privateKey,
      ),
  };
  return tenant;
}

/** What a version 2 access token for the tab says of Ada at `now` (milliseconds). */
export function usualClaims(login: string, now: number) {
  const seconds = Math.floor(now / 1000);
  return {
    aud: appId,
    iss: `${login}/${tenantId}/v2.0`,
    iat: seconds - 300,
    nbf: seconds - 300,
    exp: seconds + 3600,
    ver: '2.0',
    tid: tenantId,
    oid: ada,
    scp: 'access_as_user',
    azp: '5e3ce6c0-2b1f-4285-8d4b-75ee78787346',
    name: 'Ada Lovelace',
    acct: 0,
  };
}

/** A JSON Web Token, signed with RSA and SHA-256 unless its header says RS512. */
export function signed(header: { alg: string; [name: string]: unknown }, claims: object, key: KeyObject): string {
  const content = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const algorithm = header.alg === 'RS512' ? 'RSA-SHA512' : 'RSA-SHA256';
  return `${content}.${sign(algorithm, Buffer.from(content), key).toString('base64url')}`;
}

export function aPrivateKey(): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
}

/** Making keys takes long: every test's first one is the same, and so is every second one. */
const pairs: { kid: string; privateKey: KeyObject }[] = [];

function pairNumber(count: number) {
  const pair = pairs[count - 1] ?? { kid: `k${count}`, privateKey: aPrivateKey() };
  pairs[count - 1] = pair;
  return pair;
}
