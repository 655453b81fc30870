import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verbs } from '../../../src/commands/verbs.ts';
import { at, objectsIn, textAt } from '../../fakes/slack/json.ts';
import { icons } from '../../pictures/teams/draw-icons.ts';
import { readPng } from '../../pictures/teams/png.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const folder = join(root, 'manifest', 'teams');
const appId = '6F1C3D5E-0b7a-4c7e-9a57-2f9d1f6c8a10';

/** Runs the script as an administrator does, and answers how it ended. */
function pack(...args: readonly string[]): { code: number; said: string } {
  try {
    const script = join(root, 'src', 'manifest-teams.ts');
    return { code: 0, said: execFileSync(process.execPath, [script, ...args], { encoding: 'utf8', stdio: 'pipe' }) };
  } catch (error) {
    return { code: Number(at(error, 'status')), said: String(at(error, 'stderr')) };
  }
}

/** The files of a zip, as a program that is not ours reads them. */
function unpacked(file: string): Readonly<Record<string, Buffer>> {
  const program = `import base64, json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
print(json.dumps({name: base64.b64encode(archive.read(name)).decode() for name in archive.namelist()}))`;
  const files: Record<string, string> = JSON.parse(
    execFileSync('python3', ['-c', program, file], { encoding: 'utf8' }),
  );
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text, 'base64')]));
}

interface Validator {
  (manifest: unknown): boolean;
  errors?: readonly { instancePath: string; message?: string }[] | null;
}

// The package's own check wants a package that it does not bring; the one it is built on stands beside it.
const require = createRequire(import.meta.url);
const schemaFile = require.resolve('@microsoft/app-manifest/build/json-schemas/teams/v1.19/MicrosoftTeams.schema.json');
const besideIt = createRequire(schemaFile);
const draft04: { default: new (options: object) => { compile(schema: object): Validator } } = besideIt('ajv-draft-04');
const formats: { default(ajv: object, names: readonly string[]): void } = besideIt('ajv-formats');

/** What Microsoft's schema finds wrong with a manifest. */
function findings(text: string): string[] {
  const manifest: unknown = JSON.parse(text);
  const ajv = new draft04.default({ allErrors: true, strictTypes: false });
  formats.default(ajv, ['uri', 'email', 'regex']);
  const validate = ajv.compile(require(schemaFile));
  if (validate(manifest)) return [];
  return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}

const committed = readFileSync(join(folder, 'manifest.json'), 'utf8');

describe('the manifest', () => {
  test('is valid for Microsoft’s own schema, of a version that tenants have known for long', () => {
    expect(findings(committed)).toEqual([]);
    expect(textAt(JSON.parse(committed), 'manifestVersion')).toBe('1.19');
  });

  test.each([
    ['"scopes": ["personal", "team", "groupChat"]', '"scopes": ["everywhere"]', '/bots/0/scopes/0'],
    ['"short": "Pipehand"', `"short": "${'x'.repeat(31)}"`, '/name/short'],
    ['"accentColor": "#4F52B2",', '', 'accentColor'],
    ['"botId"', '"bot"', 'botId'],
    ['"configurationUrl"', '"configuration"', 'configurationUrl'],
    ['"entityId"', '"entity"', 'entityId'],
    ['"resource"', '"for"', 'webApplicationInfo'],
  ])('would be refused with another %s', (right, wrong, where) => {
    expect(findings(committed.replace(right, wrong)).join('\n')).toContain(where);
  });

  test('offers verbs in the words of help', () => {
    const [bot] = objectsIn(at(JSON.parse(committed), 'bots'));
    const [list] = objectsIn(bot?.commandLists);
    const offered = objectsIn(list?.commands).map((command) => [
      textAt(command, 'title'),
      textAt(command, 'description'),
    ]);
    const known = verbs.map(({ name, summary }) => [name, summary]);
    expect(offered).toHaveLength(10);
    for (const command of offered) expect(known).toContainEqual(command);
  });

  test('asks for nothing but to be spoken to and to know who looks at its tab', () => {
    const { permissions, authorization, webApplicationInfo, validDomains } = JSON.parse(committed);
    expect([permissions, authorization]).toEqual([undefined, undefined]);
    expect(Object.keys(webApplicationInfo)).toEqual(['id', 'resource']);
    expect(validDomains).toEqual(['pipehand.example.com']);
  });
});

describe('the icons', () => {
  test('are what the script draws', () => {
    for (const [name, picture] of Object.entries(icons())) {
      const { width, height, pixels } = readPng(readFileSync(join(folder, name)));
      expect([width, height]).toEqual([picture.width, picture.height]);
      expect(Buffer.from(pixels).equals(Buffer.from(picture.pixels)), name).toBe(true);
    }
  });

  test('are of the sizes and kinds that Teams takes', () => {
    const color = readPng(readFileSync(join(folder, 'color.png')));
    const outline = readPng(readFileSync(join(folder, 'outline.png')));
    expect([color.width, color.height, outline.width, outline.height]).toEqual([192, 192, 32, 32]);
    const alphas = (pixels: Uint8Array) => [...pixels.filter((_, at) => at % 4 === 3)];
    expect(new Set(alphas(color.pixels))).toEqual(new Set([255]));
    expect(Math.min(...alphas(outline.pixels))).toBe(0);
    expect(Math.max(...alphas(outline.pixels))).toBe(255);
    const seen = [...outline.pixels].filter((_, at) => at % 4 !== 3 && (outline.pixels[at - (at % 4) + 3] ?? 0) > 0);
    expect(new Set(seen)).toEqual(new Set([255]));
  });
});

describe('the app package', () => {
  test('is a zip that others can read, for this app and this page', () => {
    const file = join(temporaryFolder(), 'app.zip');
    const page = 'https://pipehand.contoso.example';
    expect(pack(appId, '--url', page, '--out', file)).toEqual({ code: 0, said: `${file}\n` });
    const files = unpacked(file);
    expect(Object.keys(files)).toEqual(['manifest.json', 'color.png', 'outline.png']);
    for (const name of ['color.png', 'outline.png']) expect(files[name]).toEqual(readFileSync(join(folder, name)));
    const manifest = files['manifest.json']?.toString() ?? '';
    expect(findings(manifest)).toEqual([]);
    const read: unknown = JSON.parse(manifest);
    expect(textAt(read, 'id')).toBe(appId.toLowerCase());
    expect(textAt(objectsIn(at(read, 'bots'))[0], 'botId')).toBe(appId.toLowerCase());
    expect(at(read, 'developer')).toEqual({
      name: 'Pipehand',
      websiteUrl: page,
      privacyUrl: page,
      termsOfUseUrl: page,
    });
    const [configurable, personal] = ['configurableTabs', 'staticTabs'].map((kind) => objectsIn(at(read, kind))[0]);
    expect(configurable).toMatchObject({ configurationUrl: `${page}/tab/configure`, scopes: ['team', 'groupChat'] });
    expect(personal).toMatchObject({ contentUrl: `${page}/tab/runs`, websiteUrl: `${page}/runs/` });
    expect(at(read, 'validDomains')).toEqual(['pipehand.contoso.example']);
    expect(at(read, 'webApplicationInfo')).toEqual({
      id: appId.toLowerCase(),
      resource: `api://pipehand.contoso.example/botid-${appId.toLowerCase()}`,
    });
    expect(manifest).not.toContain('00000000');
  });

  test('of the same app is the same to the byte', () => {
    const [one, two] = [1, 2].map((at) => join(temporaryFolder(), `${at}.zip`));
    for (const file of [one, two]) pack(appId, '--url', 'https://pipehand.contoso.example', '--out', file ?? '');
    expect(readFileSync(one ?? '')).toEqual(readFileSync(two ?? ''));
  });

  test.each([
    [[]],
    [[appId]],
    [['not-an-id', '--url', 'https://pipehand.contoso.example']],
    [[appId, 'more', '--url', 'https://pipehand.contoso.example']],
    [[appId, '--url', 'http://pipehand.contoso.example']],
    [[appId, '--url', 'nowhere']],
    [[appId, '--url', 'https://pipehand.contoso.example', '--port', '1']],
  ])('is not written for %j, and the right way is said', (args) => {
    const { code, said } = pack(...args);
    expect(code).toBe(2);
    expect(said).toContain('manifest:teams -- <MicrosoftAppId>');
  });
});
