import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createEventFactory, eventSource } from '../../src/events/envelope.ts';
import { RecordingWriter } from '../../src/events/recording.ts';
import type { Inference } from '../../src/events/types.ts';
import { sampleChain, sampleInference, steppedClock } from '../events/samples.ts';
import { scratch } from '../support/scratch.ts';
import { weaklink } from '../support/weaklink.ts';

/** Half a minute, of which the last ten seconds two run at once; the first is told twice. */
const told: readonly Partial<Inference>[] = [
  { attempt: 'one', startedAt: '2026-11-20T12:00:00.000Z', durationMs: 1_000, final: false },
  { attempt: 'one', startedAt: '2026-11-20T12:00:00.000Z', durationMs: 20_000 },
  { attempt: 'two', startedAt: '2026-11-20T12:00:10.000Z', durationMs: 20_000 },
];
/** 36 an hour are 0.01 a second: GPUs that are busy for 30 s cost 0.3. */
const prices = `date: 2026-11-01
gpus:
  pool: { hourly: 36, links: [a] }
`;

test('GPUs of measured use cost the same in cost, flow, risks and ledger', async () => {
  const directory = await scratch();
  const traffic = join(directory, 'traffic.jsonl');
  const own = join(directory, 'prices.yaml');
  await writeFile(own, prices);
  const clock = steppedClock(Date.parse('2026-11-20T12:00:30.000Z'));
  const { make } = createEventFactory({ clock, source: eventSource('h', 's') });
  const writer = await RecordingWriter.create(traffic);
  await writer.write(make('session', { version: '0', chain: sampleChain }));
  for (const [index, one] of told.entries()) {
    const unpriced = { costNanos: null, currency: null, path: [], request: `r-${index}` };
    await writer.write(make('inference', { ...sampleInference, ...unpriced, link: 'a', ...one }));
  }
  await writer.close();
  const run = async (...args: readonly string[]) => {
    const { exitCode, stdout } = await weaklink([...args, '--prices', own, '--json']);
    expect(exitCode).toBe(0);
    return JSON.parse(stdout);
  };
  const nanos = String(300_000_000);

  expect((await run('cost', traffic)).all.amounts).toEqual([{ currency: 'USD', nanos }]);
  const [flow] = (await run('flow', traffic)).flows;
  expect(flow).toMatchObject({ unit: 'nano-USD', total: nanos, unknown: 0, conserved: true });
  const { traffic: divided } = await run('risks', '--recording', traffic);
  expect(divided).toMatchObject({ attempts: 2, untold: { value: 0 }, currency: 'USD' });
  const ledger = join(directory, 'ledger');
  const posted = await run('ledger', 'post', traffic, '--ledger', ledger);
  expect(posted.apart).toEqual({ inFlight: 0, billedUnknown: 0, costUnknown: 0 });
  const charges = await weaklink(['ledger', 'export', '--ledger', ledger, '--format', 'json']);
  const billed = JSON.parse(charges.stdout).map((row: Record<string, string>) => row.BilledCost);
  expect(billed.reduce((sum: number, cost: string) => sum + Number(cost), 0)).toBeCloseTo(0.3, 9);
});
