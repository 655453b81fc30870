import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Picture, writePng } from './png.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'manifest', 'teams');

/** A step of the pipeline in the picture: a circle, in units of the picture's side. */
interface Dot {
  x: number;
  y: number;
  radius: number;
}

/** The first step, two that follow it side by side, and the last, which needs both. */
const first: Dot = { x: 0.17, y: 0.5, radius: 0.1 };
const above: Dot = { x: 0.5, y: 0.24, radius: 0.1 };
const below: Dot = { x: 0.5, y: 0.76, radius: 0.1 };
const last: Dot = { x: 0.81, y: 0.5, radius: 0.13 };
const dots = [first, above, below, last];
const pipe = 0.032;

/** Teams shows the color icon in shapes that cut its edges off. */
const inner = 0.72;

type Color = readonly [red: number, green: number, blue: number];
const white: Color = [255, 255, 255];
const indigo: Color = [79, 82, 178];

/** Teams' two icons: the color one of 192 pixels on a full ground, and white lines on nothing of 32 pixels. */
export function icons(): Readonly<Record<'color.png' | 'outline.png', Picture>> {
  return {
    'color.png': drawn(192, (x, y) => onGround((x - 0.5) / inner + 0.5, (y - 0.5) / inner + 0.5)),
    'outline.png': drawn(32, (x, y) => [...white, inRings(x, y) || inPipes(x, y) ? 255 : 0]),
  };
}

/** Writes the icons beside the manifest, and answers the names of the files. */
export function drawIcons(): readonly string[] {
  return Object.entries(icons()).map(([name, picture]) => {
    const file = join(folder, name);
    writeFileSync(file, writePng(picture));
    return file;
  });
}

type Painter = (x: number, y: number) => readonly number[];

/** Each pixel is the middle of sixteen points in it, so that edges are smooth. */
function drawn(side: number, paint: Painter): Picture {
  const pixels = new Uint8Array(side * side * 4);
  const points = Array.from({ length: 16 }, (_, at) => [((at % 4) + 0.5) / 4, (Math.floor(at / 4) + 0.5) / 4] as const);
  for (let at = 0; at < side * side; at += 1) {
    const painted = points.map(([x, y]) => paint(((at % side) + x) / side, (Math.floor(at / side) + y) / side));
    for (let channel = 0; channel < 4; channel += 1) {
      pixels[at * 4 + channel] = painted.reduce((sum, color) => sum + (color[channel] ?? 0), 0) / points.length;
    }
  }
  return { width: side, height: side, pixels };
}

function onGround(x: number, y: number): readonly number[] {
  return [...(inDots(x, y) || inPipes(x, y) ? white : indigo), 255];
}

function inDots(x: number, y: number): boolean {
  return dots.some((dot) => Math.hypot(x - dot.x, y - dot.y) <= dot.radius);
}

function inRings(x: number, y: number): boolean {
  return dots.some((dot) => Math.abs(Math.hypot(x - dot.x, y - dot.y) - dot.radius + pipe) <= pipe);
}

/** From step to step, and not into them. */
function inPipes(x: number, y: number): boolean {
  const isOnOne = [above, below].some((dot) => fromLine(x, y, first, dot) <= pipe || fromLine(x, y, dot, last) <= pipe);
  return isOnOne && !inDots(x, y);
}

/** How far a point is from the line between two dots. */
function fromLine(x: number, y: number, from: Dot, to: Dot): number {
  const [wide, high] = [to.x - from.x, to.y - from.y];
  const along = ((x - from.x) * wide + (y - from.y) * high) / (wide ** 2 + high ** 2);
  const near = Math.min(1, Math.max(0, along));
  return Math.hypot(x - from.x - near * wide, y - from.y - near * high);
}
