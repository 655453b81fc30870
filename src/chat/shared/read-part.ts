import type { z } from 'zod';

/** A request that is genuine and of another form than its platform gives it: sending it again cannot help. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

/** Reads a request or a part of it, or throws `Malformed`, which names places and no values. */
export function readPart<Part>(shape: z.ZodType<Part>, part: unknown): Part {
  const result = shape.safeParse(part);
  if (result.success) return result.data;
  const places = result.error.issues.map(({ path }) => path.join('.'));
  throw new Malformed(`it is not in its form: ${places.join(', ')}`);
}
