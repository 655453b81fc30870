import type { IncomingHttpHeaders } from 'node:http';
import { isObject, type JsonObject, parsed } from '../json.ts';
import { Refused, refusedFor } from '../refused.ts';

/** What a call of the Web API was given, without the token. */
export interface Arguments {
  readonly values: JsonObject;
  /** Text, or a number in its usual form; undefined where there is none. */
  text(name: string): string | undefined;
  required(name: string): string;
  flag(name: string): boolean;
  /** A whole number of at least `least` and at most `most`. */
  count(name: string, otherwise: number, least: number, most: number): number;
  /** A structure: itself in a JSON body, its JSON text in a form. Refused with `ifBroken` where the text is none. */
  structure(name: string, ifBroken: string): unknown;
}

/** A call as it was read. */
export interface ReadCall {
  args: Arguments;
  token: string | undefined;
  /** What Slack finds odd, and takes all the same. */
  warning: string | undefined;
}

/** Reads the body of a call in one of Slack's encodings. A method that does not take JSON sees none of it. */
export async function readCall(headers: IncomingHttpHeaders, body: Buffer, takesJson: boolean): Promise<ReadCall> {
  const type = headers['content-type'] ?? '';
  const { token: inForm, ...values } = await readBody(type, body, takesJson);
  const [, bearer] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? [];
  const isJson = type.startsWith('application/json');
  return {
    args: createArguments(values),
    token: bearer ?? (isJson || typeof inForm !== 'string' ? undefined : inForm),
    warning: isJson && !/charset/i.test(type) ? 'missing_charset' : undefined,
  };
}

async function readBody(type: string, body: Buffer, takesJson: boolean): Promise<JsonObject> {
  if (body.length === 0) return {};
  if (type.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(body.toString()));
  if (type.startsWith('multipart/form-data')) {
    const response = new Response(new Uint8Array(body), { headers: { 'content-type': type } });
    return Object.fromEntries(await response.formData());
  }
  if (!type.startsWith('application/json')) throw new Refused('invalid_post_type');
  const value = parsed(body.toString());
  if (value === undefined) throw new Refused('invalid_json');
  if (!isObject(value)) throw new Refused('json_not_object');
  return takesJson ? value : {};
}

function createArguments(values: JsonObject): Arguments {
  function text(name: string): string | undefined {
    const value = values[name];
    return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : undefined;
  }

  return {
    values,
    text,
    required(name) {
      const value = text(name);
      if (value === undefined || value === '')
        throw refusedFor('invalid_arguments', [`missing required field: ${name}`]);
      return value;
    },
    flag: (name) => ['true', '1', true].some((yes) => values[name] === yes),
    count(name, otherwise, least, most) {
      const number = Number(text(name) ?? otherwise);
      if (!Number.isInteger(number) || number < least) throw refusedFor('invalid_arguments', [`invalid ${name}`]);
      return Math.min(number, most);
    },
    structure(name, ifBroken) {
      const value = values[name];
      if (typeof value !== 'string') return value;
      const structure = parsed(value);
      if (structure === undefined) throw new Refused(ifBroken);
      return structure;
    },
  };
}
