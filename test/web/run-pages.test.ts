import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/pipelines/types.ts';
import { aRun, aStep, submittedAt } from '../support/a-run.ts';
import { generated } from '../support/generated.ts';
import { aReader } from './a-reader.ts';
import { readHtml } from './read-html.ts';

const running: Run = aRun({
  status: 'Running',
  usualMs: 840_000,
  version: 12,
  repeats: { runId: 'run-0000', shortId: '6XZ2' },
  steps: [
    aStep({ name: 'prep', endedAt: submittedAt, reason: 'reused from run 6XZ2' }),
    aStep({ name: 'train' }),
    { id: 's3', name: 'evaluate', status: 'NotStarted' },
  ],
  parameters: [
    { name: 'lr', value: '0.01', default: '0.001' },
    { name: 'epochs', value: '5', default: '5' },
  ],
  metrics: { auc: 0.87123456789 },
  artifacts: [{ step: 'train', path: 'outputs/model.json', size: 1234 }],
  notices: ['compute cpu-cluster → local'],
});

describe('the page of a run', () => {
  it('tells how a run that goes on stands, and loads itself anew', async () => {
    const { read } = await aReader({ runs: [{ ...running, steps: running.steps.map(withoutEnd) }] });
    const { texts, attributes } = await read('/runs/run-0001/');
    const text = texts.join(' ').replace(/\s+/g, ' ');
    for (const words of [
      'churn · run 7Q3K',
      'Running , 3 min 20 s so far, usually 14 min',
      'Asked for by slack:T1/U1',
      '2026-11-20 09:30 UTC',
      'nightly',
      'version 12',
      '1 of 3 steps done',
      'Completed · 0 s reused from run 6XZ2',
      'Running · 3 min 20 s',
      'Not started',
      'lr 0.01 instead of 0.001',
      'epochs 5',
      'auc 0.871235',
      'outputs/model.json train · 1.2 kB',
      'compute cpu-cluster → local',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).not.toContain('instead of 5');
    expect(attributes).toContainEqual(['meta http-equiv', 'refresh']);
    expect(attributes).toContainEqual(['time datetime', '2026-11-20T09:30:00.000Z']);
    for (const address of [
      '/runs/run-0000/',
      '/runs/run-0001/logs/train',
      '/runs/run-0001/artifacts/train/outputs/model.json',
    ]) {
      expect(attributes).toContainEqual(['a href', address]);
    }
    expect(attributes).not.toContainEqual(['a href', '/runs/run-0001/logs/evaluate']);
  });

  it('tells why a run failed, and stays still', async () => {
    const failure = { cause: "KeyError: 'label'", exitCode: 1, logTail: ['Traceback', "  KeyError: 'label'"] };
    const steps = [aStep({ name: 'evaluate', status: 'Failed', failure })];
    const { read } = await aReader({ runs: [aRun({ status: 'Failed', reason: 'evaluate failed', steps })] });
    const { texts, attributes } = await read('/runs/7Q3K/');
    expect(texts).toContain('Failed');
    expect(texts).toContain(' after 5 min');
    expect(texts).toContain("KeyError: 'label'");
    expect(texts).toContain("Traceback\n  KeyError: 'label'");
    expect(texts.join('')).toContain('Exit code 1');
    expect(attributes).not.toContainEqual(['meta http-equiv', 'refresh']);
  });

  it('has every state in words', async () => {
    const short = {
      Queued: 'Queued',
      CancelRequested: 'Cancelling',
      Canceled: 'Canceled',
      Completed: 'Completed',
    } as const;
    for (const [status, words] of Object.entries(short)) {
      const { read } = await aReader({ runs: [aRun({ status: status as keyof typeof short })] });
      expect((await read('/runs/7q3k')).texts).toContain(words);
    }
  });

  it('shows the first 500 of very many', async () => {
    const artifacts = Array.from({ length: 100_000 }, (_, at) => ({ step: 'train', path: `outputs/${at}`, size: at }));
    const { read } = await aReader({ runs: [aRun({ artifacts })] });
    const { texts } = await read('/runs/7Q3K/');
    expect(texts).toContain('and 99500 more');
    expect(texts).not.toContain('outputs/500');
  });

  it('a run that is not there', async () => {
    const { get } = await aReader({ runs: [aRun()] });
    for (const reference of ['7Q3Z', 'run-0002', '-', '%2e%2e%2f', 'x'.repeat(300), '__proto__', 'a%20b']) {
      expect((await get(`/runs/${reference}/`)).status).toBe(404);
    }
  });
});

describe('text that a step or an author wrote', () => {
  const pieces = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=a>',
    "'",
    '&amp;',
    '&#x3c;',
    '</title>',
    '</pre>',
    '<!--',
    ']]>',
  ];
  const odd = [
    '\u202Egpj.exe',
    '\u2066',
    '\u0000',
    '\r\n',
    '\n',
    '\t',
    '`',
    '#{a}',
    'é',
    '😀',
    '\uD800',
    '\u2028',
    'javascript:',
    '{{x}}',
  ];
  const hostile = fc
    .array(fc.oneof(fc.constantFrom(...pieces, ...odd), fc.string({ unit: 'binary' })), { minLength: 1, maxLength: 6 })
    .map((parts) => `!${parts.join('')}!`);
  const turning = /[\u202a-\u202e\u2066-\u2069]/g;
  const shown = (text: string) =>
    text
      .replaceAll('\0', '\uFFFD')
      .replace(turning, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
      .toWellFormed();

  it('is on the page as it is, and is nothing but text', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const failure = { cause: text, logTail: [text, text] };
        const run = aRun({
          pipeline: text,
          reason: text,
          submittedBy: text,
          experiment: text,
          status: 'Failed',
          steps: [aStep({ name: text, status: 'Failed', reason: text, failure })],
          parameters: [{ name: text, value: text, default: `${text}?` }],
          metrics: { [text]: 1 },
          artifacts: [{ step: text, path: text, size: 1 }],
          notices: [text],
        });
        const { read, get, server } = await aReader({ runs: [run], logs: { [`run-0001 ${text}`]: [text] } });
        const { texts, attributes } = await read('/runs/7Q3K/');
        expect(texts.filter((found) => found === shown(text)).length).toBeGreaterThanOrEqual(14);
        expect(texts).toContain(shown(`${text}\n${text}`));
        expect(attributes.every(([name, value]) => name !== 'a href' || /^\/runs\/[\w.!~*'()%/-]*$/.test(value))).toBe(
          true,
        );

        const logAddress = `/runs/7Q3K/logs/${encodeURIComponent(text.toWellFormed())}`;
        const log = await get(logAddress);
        if (text.includes('\0')) expect(log.status).toBe(400);
        else if (text.isWellFormed()) expect(readHtml(log.body.toString()).texts).toContain(shown(text));
        await server.close();
      }),
      generated(5_000),
    );
  });
});

describe('logs', () => {
  const lines = Array.from({ length: 3000 }, (_, at) => `line ${at} <b>`);
  const held = { runs: [aRun()], logs: { 'run-0001 train': lines } };

  it('the last part is a page, the whole is text in a sandbox', async () => {
    const { get, read } = await aReader(held);
    const { texts, attributes } = await read('/runs/7Q3K/logs/train');
    expect(texts).toContain(lines.slice(-1000).join('\n'));
    expect(texts.join(' ')).toMatch(/\d kB before this are left out/);
    const address = attributes.find(([, value]) => value.endsWith('/text'))?.[1] ?? '';
    const whole = await get(address);
    expect(whole.body.toString()).toBe(`${lines.join('\n')}\n`);
    expect(whole.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(whole.headers.get('content-security-policy')).toMatch(/^sandbox;/);
  });

  it('a step that is not there, and one that wrote nothing', async () => {
    const { get, read } = await aReader({ runs: [aRun({ steps: [aStep({ name: 'quiet' })] })] });
    expect((await get('/runs/7Q3K/logs/train')).status).toBe(404);
    expect((await read('/runs/7Q3K/logs/quiet')).texts).toContain('Nothing has been written yet.');
  });
});

function withoutEnd(step: Run['steps'][number]): Run['steps'][number] {
  const { endedAt, ...rest } = step;
  return step.name === 'train'
    ? { ...rest, status: 'Running' }
    : { ...rest, ...(endedAt === undefined ? {} : { endedAt: submittedAt }) };
}
