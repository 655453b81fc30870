import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aRun } from '../support/a-run.ts';
import { generated } from '../support/generated.ts';
import { aReader } from './a-reader.ts';

describe('artifacts', () => {
  const files: Record<string, string> = {
    'outputs/model.bin': 'bytes',
    'outputs/report.html': '<script>alert(1)</script>',
    'outputs/plot.svg': '<svg/>',
    'outputs/plot.PNG': 'png',
    'outputs/table.csv': 'a,b',
    'outputs/Bericht für "Ada" (50%)\'s.pdf': 'pdf',
    'outputs/a b/c#d?e': 'odd',
    'outputs/%2e%2e%2fx': 'escaped',
    'outputs/back\\slash': 'back',
  };
  const artifacts = Object.entries(files).map(([path, text]) => ({ step: 'train', path, size: text.length }));
  const held = {
    runs: [aRun({ artifacts })],
    files: Object.fromEntries(Object.entries(files).map(([path, text]) => [`run-0001 train ${path}`, text])),
  };

  it('every link on the page leads to the bytes of its file', async () => {
    const { get, read } = await aReader(held);
    const { attributes } = await read('/runs/7Q3K/');
    const links = attributes.filter(([, value]) => value.includes('/artifacts/')).map(([, value]) => value);
    expect(links).toHaveLength(artifacts.length);
    for (const [at, link] of links.entries()) {
      const answer = await get(link);
      expect(answer.body.toString()).toBe(Object.values(files)[at]);
      expect(answer.headers.get('content-length')).toBe(String(answer.body.length));
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/^sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline';/);
      expect(policy).not.toMatch(/allow-|script-src|https?:|'self'/);
    }
  });

  it('pictures, text and reports open in place, the rest is saved under its name', async () => {
    const { get } = await aReader(held);
    const head = async (path: string) => {
      const { headers } = await get(`/runs/7Q3K/artifacts/train/outputs/${path}`);
      return [headers.get('content-type'), headers.get('content-disposition')];
    };
    expect(await head('plot.PNG')).toEqual(['image/png', `inline; filename="plot.PNG"; filename*=UTF-8''plot.PNG`]);
    expect((await head('plot.svg'))[0]).toBe('image/svg+xml');
    expect((await head('report.html'))[0]).toBe('text/html; charset=utf-8');
    expect((await head('table.csv'))[0]).toBe('text/plain; charset=utf-8');
    expect((await head('model.bin'))[0]).toBe('application/octet-stream');
    expect(await head(encodeURIComponent('Bericht für "Ada" (50%)\'s.pdf'))).toEqual([
      'application/octet-stream',
      `attachment; filename="Bericht f_r _Ada_ (50_)_s.pdf"; filename*=UTF-8''Bericht%20f%C3%BCr%20%22Ada%22%20%2850%25%29%27s.pdf`,
    ]);
  });

  const inner = [
    '..',
    '.',
    '%2e',
    '%2E%2e',
    '%252e%252e',
    '..%2f',
    '%2f',
    '%5c',
    '\\',
    '%00',
    '%',
    '%zz',
    '%c0%ae',
    '%ff',
  ];
  const more = [
    'etc',
    'passwd',
    'outputs',
    'model.bin',
    'MODEL.BIN',
    'model.bin%20',
    'model.bin.',
    'x'.repeat(9000),
    ';',
    '',
    '~',
  ];
  const path = fc
    .array(fc.constantFrom(...inner, ...more), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.join('/'));

  it('nothing but the exact path of an artifact is ever asked for', { timeout: 300_000 }, async () => {
    const { get, asked, server } = await aReader(held);
    await fc.assert(
      fc.asyncProperty(path, async (tried) => {
        const { status } = await get(`/runs/7Q3K/artifacts/train/${tried}`);
        if (tried === 'outputs/model.bin' || tried === 'outputs%2fmodel.bin') expect(status).toBe(200);
        else expect([400, 404, 431]).toContain(status);
      }),
      generated(20_000),
    );
    const exact = new Set(artifacts.map(({ path: known }) => `run-0001 train ${known}`));
    expect(asked.filter((request) => !exact.has(request))).toEqual([]);
    expect(server.logged).toEqual([]);
  });

  const tricks = [
    '../train/outputs/model.bin',
    'outputs/../outputs/model.bin',
    'outputs/%2e%2e/outputs/model.bin',
    'outputs//model.bin',
    '/outputs/model.bin',
    'outputs\\model.bin',
    'outputs/model.bin%00',
    'outputs/model.bin%00.png',
    'outputs%252fmodel.bin',
    '../../../../../../etc/passwd',
    '..%2f..%2f..%2fetc%2fpasswd',
    '%2fetc%2fpasswd',
    'C:%5cwindows%5cwin.ini',
    'file:%2f%2f%2fetc%2fpasswd',
    'outputs/model.bin/',
    'outputs/',
    'outputs',
    'OUTPUTS/model.bin',
    'outputs/model.bin%20',
    'constructor/prototype',
  ];
  it.each(tricks)('%s is no artifact', async (trick) => {
    const { get, asked } = await aReader(held);
    expect([400, 404]).toContain((await get(`/runs/7Q3K/artifacts/train/${trick}`)).status);
    expect(asked).toEqual([]);
  });
});
