/** Crockford's base 32: no I, L, O or U, so that an id read aloud or typed from a phone comes out right. */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Odd, so multiplying by it modulo a power of two gives every number once; neighbours come out unlike each other. */
const stride = 0x9e3b1;

/** The short id of the run with this number, counted from 1: four characters for the first million, then more. */
export function shortRunId(number: number): string {
  let length = 4;
  while (number >= 32 ** length) length += 1;
  let rest = Number((BigInt(number) * BigInt(stride)) % BigInt(32 ** length));
  let id = '';
  for (let at = 0; at < length; at += 1) {
    id = digits.charAt(rest % 32) + id;
    rest = Math.floor(rest / 32);
  }
  return id;
}

/** The short id a person meant, in its one spelling; undefined when the text cannot be one. */
export function readShortRunId(text: string): string | undefined {
  const id = text.toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{4,8}$/.test(id) ? id : undefined;
}
