import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** A picture: four bytes a pixel (red, green, blue, alpha), line after line. */
export interface Picture {
  width: number;
  height: number;
  pixels: Uint8Array;
}

const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

/** Most colours a picture with a palette can have, and how many of them are areas, which stay exactly as they are. */
const paletteSize = 256;
const areas = 32;

/** A PNG of eight bits a channel, without interlacing: what Chromium writes. Throws for any other. */
export function readPng(file: Buffer): Picture {
  const about = chunk(file, 'IHDR')[0];
  const [width, height] = [about?.readUInt32BE(0) ?? 0, about?.readUInt32BE(4) ?? 0];
  const channels = { 2: 3, 3: 1, 6: 4 }[about?.[9] ?? -1];
  if (about?.[8] !== 8 || channels === undefined || about[12] !== 0) throw new Error('not a PNG of the plain kind');
  const bytes = unfilter(inflateSync(Buffer.concat(chunk(file, 'IDAT'))), width * channels, height, channels);
  const palette = chunk(file, 'PLTE')[0];
  const alphas = chunk(file, 'tRNS')[0];
  const pixels = new Uint8Array(width * height * 4);
  for (let at = 0; at < width * height; at += 1) {
    const from = at * channels;
    const index = bytes[from] ?? 0;
    const rgb = palette ? palette.subarray(index * 3, index * 3 + 3) : bytes.subarray(from, from + 3);
    pixels.set(rgb, at * 4);
    pixels[at * 4 + 3] = palette ? (alphas?.[index] ?? 255) : channels === 4 ? (bytes[from + 3] ?? 0) : 255;
  }
  return { width, height, pixels };
}

/** A small PNG, with a palette: where there are too many colours, similar ones become the one of them that occurs most. */
export function writeSmallPng({ width, height, pixels }: Picture): Buffer {
  const view = new DataView(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += 4) {
    const color = view.getUint32(at);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  const colors = [...counts].sort((a, b) => b[1] - a[1]).map(([color]) => color);
  const { palette, indexes } = paletteOf(colors);
  const indexed = Uint8Array.from({ length: width * height }, (_, at) => indexes.get(view.getUint32(at * 4)) ?? 0);
  return Buffer.concat([
    signature,
    header(width, height, 3),
    written('PLTE', Buffer.from(palette.flatMap((color) => bytesOf(color).slice(0, 3)))),
    written('tRNS', Buffer.from(palette.map((color) => bytesOf(color)[3] ?? 255))),
    lines(indexed, width, height),
    written('IEND', Buffer.alloc(0)),
  ]);
}

/** A PNG of every colour as it is, see-through or not. */
export function writePng({ width, height, pixels }: Picture): Buffer {
  return Buffer.concat([
    signature,
    header(width, height, 6),
    lines(pixels, width * 4, height),
    written('IEND', Buffer.alloc(0)),
  ]);
}

function header(width: number, height: number, kind: number): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([8, kind, 0, 0, 0], 8);
  return written('IHDR', data);
}

/** Each line begins with 0: it stands as it is. */
function lines(bytes: Uint8Array, length: number, height: number): Buffer {
  const data = Buffer.alloc((length + 1) * height);
  for (let y = 0; y < height; y += 1) data.set(bytes.subarray(y * length, (y + 1) * length), y * (length + 1) + 1);
  return written('IDAT', deflateSync(data, { level: 9, memLevel: 9 }));
}

function chunk(file: Buffer, wanted: string): Buffer[] {
  const found: Buffer[] = [];
  for (let at = signature.length; at < file.length; at += 12 + file.readUInt32BE(at)) {
    if (file.toString('latin1', at + 4, at + 8) === wanted)
      found.push(file.subarray(at + 8, at + 8 + file.readUInt32BE(at)));
  }
  return found;
}

function written(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** Each line begins with the number of the way in which it was made smaller. */
function unfilter(data: Buffer, length: number, height: number, step: number): Uint8Array {
  const lines = new Uint8Array(length * height);
  for (let y = 0; y < height; y += 1) {
    const filter = data[y * (length + 1)] ?? 0;
    for (let x = 0; x < length; x += 1) {
      const at = y * length + x;
      const left = x < step ? 0 : (lines[at - step] ?? 0);
      const above = y === 0 ? 0 : (lines[at - length] ?? 0);
      const corner = x < step || y === 0 ? 0 : (lines[at - length - step] ?? 0);
      lines[at] = (data[y * (length + 1) + 1 + x] ?? 0) + guess(filter, left, above, corner);
    }
  }
  return lines;
}

function guess(filter: number, left: number, above: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  if (filter !== 4) return 0;
  const [toLeft, toAbove] = [Math.abs(above - corner), Math.abs(left - corner)];
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

function bytesOf(color: number): number[] {
  return [color >>> 24, (color >>> 16) & 255, (color >>> 8) & 255, color & 255];
}

/** Colours, those that occur most first, as a palette and the place of each in it. */
function paletteOf(colors: readonly number[]): { palette: readonly number[]; indexes: ReadonlyMap<number, number> } {
  for (let bits = 8; ; bits -= 1) {
    const mask = (256 - 2 ** (8 - bits)) * 0x01010101;
    const places = new Map<number, number>();
    const palette: number[] = [];
    const indexes = new Map<number, number>();
    for (const [at, color] of colors.entries()) {
      const similar = color & mask;
      const place = (at < areas ? undefined : places.get(similar)) ?? palette.push(color) - 1;
      if (!places.has(similar)) places.set(similar, place);
      indexes.set(color, place);
    }
    if (palette.length <= paletteSize) return { palette, indexes };
  }
}
