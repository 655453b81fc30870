import { createHmac, createPublicKey } from 'node:crypto';
import type { JsonObject } from '../../slack/json.ts';
import { encoded, type SigningKey, strangeKey } from '../keys.ts';
import type { Teams } from '../teams.ts';
import type { Lie } from './forgery.ts';

const elsewhere = 'https://evil.example/';
const minute = 60;

/** Requests that Teams did not make, or not for this bot, by what is wrong with them. */
export function forgedTokens(teams: Teams): Readonly<Record<string, Lie>> {
  const { appId, tenant } = teams;
  const now = Math.floor(Number(teams.raw.claimsFor({}).nbf)) + 5 * minute;
  const otherTenant = '11111111-2222-4333-8444-555555555555';
  const emulator = { appid: appId, azp: appId, tid: tenant };

  function signedBy(key: SigningKey, header: JsonObject = {}): NonNullable<Lie['authorization']> {
    return (_token, claims) => `Bearer ${teams.sign(claims, key, header)}`;
  }

  function headed(header: JsonObject): NonNullable<Lie['authorization']> {
    return signedBy(teams.keys.current(), header);
  }

  return {
    'no token': { authorization: () => undefined },
    'an empty token': { authorization: () => 'Bearer ' },
    'a password': { authorization: () => `Basic ${Buffer.from(`${appId}:secret`).toString('base64')}` },
    'another scheme': { authorization: (token) => `Token ${token}` },
    'two tokens': { authorization: (token) => `Bearer ${token} ${token}` },
    'nonsense instead of a token': { authorization: () => 'Bearer abc.def.ghi' },
    'a key of somebody else under a published id': {
      authorization: signedBy(strangeKey(), { kid: teams.keys.current().kid }),
    },
    'a signature cut off': { authorization: (token) => `Bearer ${token.slice(0, -20)}` },
    'no signature': { authorization: (token) => `Bearer ${token.slice(0, token.lastIndexOf('.') + 1)}` },
    'no algorithm': {
      authorization: (_token, claims) => `Bearer ${encoded({ alg: 'none', typ: 'JWT' })}.${encoded(claims)}.`,
    },
    'no algorithm under a published id': {
      authorization: (_token, claims) => `Bearer ${encoded({ ...headOf(teams), alg: 'none' })}.${encoded(claims)}.`,
    },
    'the public key as a password': {
      authorization: (_token, claims) => `Bearer ${keyedWithPublicKey(teams, claims)}`,
    },
    'claims changed after signing': {
      authorization(token, claims) {
        const [head, , signature] = token.split('.');
        return `Bearer ${head}.${encoded({ ...claims, more: 'x' })}.${signature}`;
      },
    },
    'expired six minutes ago': { claims: { exp: now - 6 * minute, nbf: now - 60 * minute } },
    'expired a year ago': { claims: { exp: now - 525_600 * minute, nbf: now - 525_660 * minute } },
    'valid in six minutes': { claims: { nbf: now + 6 * minute } },
    'valid for ever': { claims: { exp: undefined } },
    'another issuer': { claims: { iss: elsewhere } },
    'no issuer': { claims: { iss: undefined } },
    'the issuer of the emulator': { claims: { ...emulator, ver: '1.0', iss: `https://sts.windows.net/${tenant}/` } },
    'the newer issuer of the emulator': {
      claims: { ...emulator, ver: '2.0', iss: `https://login.microsoftonline.com/${tenant}/v2.0` },
    },
    'the issuer of every emulator': {
      claims: { ...emulator, ver: '1.0', iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/' },
    },
    'another bot': { claims: { aud: otherTenant } },
    'no bot': { claims: { aud: undefined } },
    'the Connector instead of the bot': { claims: { aud: 'https://api.botframework.com' } },
    'no id of a key': { authorization: headed({ kid: undefined, x5t: undefined }) },
    'an id of no key': { authorization: headed({ kid: 'nowhere' }) },
    'a key that was never published': { authorization: signedBy(strangeKey()) },
    'a key of another channel': { authorization: signedBy(teams.keys.add(['webchat'])) },
    'a key of no channel': { authorization: signedBy(teams.keys.add([])) },
    'no service in the token': { claims: { serviceurl: undefined } },
    'another service in the token': { claims: { serviceurl: elsewhere } },
    'another service in the activity': { activity: { serviceUrl: elsewhere } },
    'no service in the activity': { activity: { serviceUrl: undefined } },
    'no service anywhere': { claims: { serviceurl: undefined }, activity: { serviceUrl: undefined } },
    'the service of somebody else': { claims: { serviceurl: elsewhere }, activity: { serviceUrl: elsewhere } },
    'a service with a name that looks right': serviceAt('https://smba.trafficmanager.net.evil.example/emea/'),
    'a service behind a user name': serviceAt('https://smba.trafficmanager.net@evil.example/emea/'),
    'a service without encryption': serviceAt('http://smba.trafficmanager.net/emea/'),
    'another tenant': {
      activity: {
        conversation: { conversationType: 'personal', tenantId: otherTenant, id: 'a:1abc' },
        channelData: { tenant: { id: otherTenant } },
      },
    },
    'no tenant': { activity: { conversation: { conversationType: 'personal', id: 'a:1abc' }, channelData: {} } },
    'the emulator as the channel': { activity: { channelId: 'emulator' } },
    'another channel': { activity: { channelId: 'directline' } },
    'no channel': { activity: { channelId: undefined } },
  };
}

function serviceAt(address: string): Lie {
  return { claims: { serviceurl: address }, activity: { serviceUrl: address } };
}

function headOf(teams: Teams): JsonObject {
  return { alg: 'RS256', kid: teams.keys.current().kid, typ: 'JWT' };
}

/** A token signed with what everybody knows, for who lets the token choose how it is checked. */
function keyedWithPublicKey(teams: Teams, claims: JsonObject): string {
  const secret = createPublicKey(teams.keys.current().privateKey).export({ type: 'spki', format: 'pem' });
  const content = `${encoded({ ...headOf(teams), alg: 'HS256' })}.${encoded(claims)}`;
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}
