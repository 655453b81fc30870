import type { ArtifactContent } from '../pipelines/service.ts';
import type { WebAnswer } from './route.ts';

const image = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
} as const;
const plain = 'text/plain; charset=utf-8';
const text = {
  txt: plain,
  log: plain,
  md: plain,
  csv: plain,
  tsv: plain,
  json: plain,
  jsonl: plain,
  yml: plain,
  yaml: plain,
} as const;

/** What a browser may show in place, by the end of the name; everything else is saved as a file. */
const shown: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...image,
    ...text,
    html: 'text/html; charset=utf-8',
    htm: 'text/html; charset=utf-8',
    svg: 'image/svg+xml',
  }),
);

/**
 * A step wrote these bytes, and steps run anyone's code: in a sandbox without scripts, forms, network and our cookie,
 * a report with inline styles and images still reads well. Browsers refuse a sandboxed page with an opener policy.
 */
const sandbox = {
  'content-security-policy':
    "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'unsafe-none',
};

/** An artifact as it is, streamed. */
export function artifactAnswer(content: ArtifactContent): WebAnswer {
  const name = content.path.slice(content.path.lastIndexOf('/') + 1);
  const type = shown.get(name.slice(name.lastIndexOf('.') + 1).toLowerCase());
  return {
    status: 200,
    headers: {
      'content-type': type ?? 'application/octet-stream',
      'content-length': String(content.size),
      'content-disposition': `${type === undefined ? 'attachment' : 'inline'}; ${fileName(name)}`,
      ...sandbox,
    },
    body: content.stream,
  };
}

/** A log in full, as text. */
export function textAnswer(name: string, body: string): WebAnswer {
  return {
    status: 200,
    headers: {
      'content-type': plain,
      'content-disposition': `inline; ${fileName(name)}`,
      ...sandbox,
    },
    body,
  };
}

/**
 * The file name as RFC 6266 asks: plain ASCII for every reader, and in UTF-8 (RFC 8187) the real one but for characters
 * that turn the direction of text, with which a program could pass for a picture.
 */
function fileName(name: string): string {
  const ascii = name.replace(/[^\w.() -]/g, '_');
  const honest = name.toWellFormed().replace(/[\u202a-\u202e\u2066-\u2069]/g, '_');
  const encoded = encodeURIComponent(honest).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
