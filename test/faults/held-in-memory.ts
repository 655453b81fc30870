import { Session } from 'node:inspector/promises';

/** How many entries all maps, sets and lists of this process hold together, once the garbage is gone. */
export async function entriesHeld(): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    let entries = 0;
    for (const [kind, size] of [
      ['Map', 'size'],
      ['Set', 'size'],
      ['Array', 'length'],
    ]) {
      const { result: prototype } = await session.post('Runtime.evaluate', { expression: `${kind}.prototype` });
      const { objects } = await session.post('Runtime.queryObjects', { prototypeObjectId: prototype.objectId ?? '' });
      const { result } = await session.post('Runtime.callFunctionOn', {
        ...(objects.objectId !== undefined && { objectId: objects.objectId }),
        functionDeclaration: `function () { return this.reduce((sum, each) => sum + sizeOf(each), 0);
          function sizeOf(each) { try { return each.${size}; } catch { return 0; } } }`,
      });
      entries += Number(result.value);
    }
    return entries;
  } finally {
    session.disconnect();
  }
}
