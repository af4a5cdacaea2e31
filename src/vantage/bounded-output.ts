import type { Readable } from 'node:stream';

/** The first bytes of a stream; what comes after them is read and dropped, so the writer never blocks. */
export interface BoundedOutput {
  bytes(): Buffer;
  text(): string;
}

export function keepFirst(stream: Readable, maxBytes: number): BoundedOutput {
  const chunks: Buffer[] = [];
  let kept = 0;
  stream.on('data', (chunk: Buffer) => {
    if (kept >= maxBytes) return;
    const part = chunk.subarray(0, maxBytes - kept);
    chunks.push(part);
    kept += part.length;
  });
  // A pipe that breaks is an end like any other: the exit of the program tells the rest.
  stream.on('error', () => {});
  const bytes = () => Buffer.concat(chunks);
  return { bytes, text: () => bytes().toString('utf8') };
}
