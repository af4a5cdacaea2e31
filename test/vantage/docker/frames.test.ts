import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Frames } from '../../../src/vantage/docker/frames.ts';

function frame(stream: number, content: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(content.length, 4);
  return Buffer.concat([header, content]);
}

async function takenApart(chunks: readonly Buffer[]): Promise<{ out: string; errors: string }> {
  const errors: Buffer[] = [];
  const frames = new Frames((chunk) => errors.push(chunk));
  for (const chunk of chunks) frames.write(chunk);
  frames.end();
  const out = await frames.toArray();
  return {
    out: Buffer.concat(out).toString('latin1'),
    errors: Buffer.concat(errors).toString('latin1'),
  };
}

test('both outputs are told apart, however they were cut on the way', async () => {
  const parts = fc.array(fc.tuple(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 40 })));
  await fc.assert(
    fc.asyncProperty(parts, fc.integer({ min: 1, max: 30 }), async (written, step) => {
      const whole = Buffer.concat(written.map(([to, bytes]) => frame(to, Buffer.from(bytes))));
      const chunks: Buffer[] = [];
      for (let at = 0; at < whole.length; at += step) chunks.push(whole.subarray(at, at + step));
      const of = (wanted: number) =>
        Buffer.concat(
          written.flatMap(([to, bytes]) => (to === wanted ? Buffer.from(bytes) : [])),
        ).toString('latin1');
      expect(await takenApart(chunks)).toEqual({ out: of(1), errors: of(2) });
    }),
  );
});

test('a frame that says it has 4 GB is passed on as it comes', async () => {
  const header = Buffer.from([1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]);
  expect(await takenApart([header, Buffer.from('some of it')])).toEqual({
    out: 'some of it',
    errors: '',
  });
});
