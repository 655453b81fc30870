import fc from 'fast-check';

/** Any text at all: every code unit, so also controls and halves of characters. */
export const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 0x9f })), { maxLength: 60 })
  .map((units) => String.fromCharCode(...units));

/** A secret as tools make them, or as people do: any characters, but no blank ends, which settings lose. */
export const anySecret = fc
  .oneof(
    fc.base64String({ minLength: 16, maxLength: 88 }),
    fc.string({ unit: 'grapheme', minLength: 8, maxLength: 40 }),
    fc.string({ minLength: 8, maxLength: 40 }),
  )
  .map((text) => text.trim())
  .filter((text) => text.length >= 8);

/** How something writes a secret down, with what stands around it. */
interface SecretForm {
  name: string;
  write(secret: string, before: string, after: string): string;
  /** What of that must not be left: the form itself, wherever the rest of the text ends. */
  core(secret: string): string;
}

const json = (text: string) => JSON.stringify(text).slice(1, -1);
const lowerCase = (text: string) => text.replace(/%../g, (byte) => byte.toLowerCase());
const form = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);

const encodings: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  'in JSON': json,
  'in JSON in JSON': (text) => json(json(text)),
  'in an address': encodeURIComponent,
  'in an address, in lower case': (text) => lowerCase(encodeURIComponent(text)),
  'in a form': form,
};

/** Every way in which a secret is looked for. */
export const secretForms: readonly SecretForm[] = [
  ...Object.entries(encodings).map(([name, encode]) => ({
    name,
    write: (secret: string, before: string, after: string) => `${before} ${encode(secret)} ${after}`,
    core: encode,
  })),
  ...(['base64', 'base64url'] as const).flatMap((alphabet) =>
    [0, 1, 2].map((offset) => ({
      name: `${alphabet} after ${offset} bytes`,
      write: (secret: string, before: string, after: string) =>
        `${before} ${Buffer.from(`${'u'.repeat(offset)}${secret}${after}`).toString(alphabet)}`,
      core(secret: string) {
        const whole = Buffer.from(`${'u'.repeat(offset)}${secret}`).toString(alphabet);
        return whole.slice(Math.ceil((offset * 4) / 3), Math.floor(((offset + Buffer.byteLength(secret)) * 4) / 3));
      },
    })),
  ),
];
