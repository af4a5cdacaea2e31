import type { Writable } from 'node:stream';

/** Resolves when a receiver takes data again, or never will. Leaves no listener behind. */
export function drained(receiver: Writable): Promise<void> {
  if (receiver.destroyed || !receiver.writableNeedDrain) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      receiver.off('drain', end);
      receiver.off('close', end);
      resolve();
    };
    receiver.on('drain', end);
    receiver.on('close', end);
  });
}
