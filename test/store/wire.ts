import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A way to a database that can break in between. */
export interface Wire {
  /** The same address, over this wire. */
  url: string;
  /** Connections that are open pass nothing on any more, and nobody is told; new ones work. */
  silence(): void;
  /** From now on a message with this text reaches the database, and the connection breaks before the answer. */
  breakAfter(text: string): void;
  /** From now on asked about each message to the database: whether the connection breaks before it gets there, or after. */
  breakWhen(decide: (message: Buffer) => 'before' | 'after' | undefined): void;
}

/** Opens a wire to a database on this machine. */
export async function wireTo(url: string): Promise<Wire> {
  const port = Number(new URL(url).port);
  const pairs = new Set<readonly [near: Socket, far: Socket]>();
  let breaks: Parameters<Wire['breakWhen']>[0] = () => undefined;

  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    const pair = [near, far] as const;
    pairs.add(pair);
    let isOver = false;
    near.on('data', (piece) => {
      const how = breaks(piece);
      if (how === 'before') return near.destroy();
      isOver ||= how === 'after';
      far.write(piece);
    });
    far.on('data', (piece) => {
      if (isOver) near.destroy();
      else near.write(piece);
    });
    for (const [one, other] of [pair, [far, near] as const]) {
      one.on('close', () => other.destroy()).on('error', () => {});
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const [near, far] of pairs) {
      near.destroy();
      far.destroy();
    }
  });
  const address = server.address();
  const over = new URL(url);
  over.port = String(typeof address === 'object' ? address?.port : '');
  return {
    url: over.href,
    silence() {
      for (const [near, far] of pairs) {
        near.removeAllListeners('data').resume();
        far.removeAllListeners('data').resume();
      }
    },
    breakAfter(text) {
      breaks = (piece) => (piece.includes(text) ? 'after' : undefined);
    },
    breakWhen(decide) {
      breaks = decide;
    },
  };
}
