import { expect, test } from 'vitest';
import { priceTables } from '../../../src/attribution/prices/tables.ts';
import { loadVendorTable } from '../../../src/attribution/prices/vendor-table.ts';
import { watchSpend } from '../../../src/cli/attribution/watch-spend.ts';
import { createEventFactory } from '../../../src/events/envelope.ts';
import { Journal } from '../../../src/events/journal.ts';
import { EventStream } from '../../../src/events/stream.ts';
import type { EventData, EventKind, Inference } from '../../../src/events/types.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { syntheticSpend } from '../../attribution/prices/forecast/synthetic.ts';
import { attempt } from '../../attribution/prices/samples.ts';
import { scratch } from '../../support/scratch.ts';

const HOUR_MS = 3_600_000;

test('an hour that left the band of the weeks in the journal is a note in the stream, once', async () => {
  const directory = await scratch();
  const hours = syntheticSpend({ weeks: 8, seed: 5, requests: 400, spread: 0.5 });
  /** Start of the hour that runs when the session begins. */
  const runningMs = Math.floor(systemClock.now() / HOUR_MS) * HOUR_MS;
  let nowMs = runningMs + 1_000;
  const costing = (name: string, atMs: number, units: number): Inference =>
    attempt({
      attempt: name,
      startedAt: new Date(atMs).toISOString(),
      costNanos: Math.round(units * 1e9),
      currency: 'USD',
    });
  const { make } = createEventFactory({ clock: systemClock, source: '/test' });
  const journal = new Journal({ directory, clock: systemClock });
  for (const [index, units] of hours.entries()) {
    const atMs = runningMs - (hours.length - index) * HOUR_MS + 60_000;
    journal.append(make('inference', costing(`past-${index}`, atMs, units)));
  }
  journal.close();

  const notes: string[] = [];
  const stream = new EventStream({ onSubscriberError: (_, error) => expect(error).toBeNull() });
  const publish = <K extends EventKind>(kind: K, data: EventData[K]) => {
    if (kind === 'note') notes.push((data as EventData['note']).words);
  };
  const knowledge = {
    tables: priceTables({ vendor: await loadVendorTable() }),
    lineage: null,
    datanets: [],
  };
  const globals = { journal: true, stateDirectory: directory };
  const trouble: string[] = [];
  const watched = watchSpend(
    { stream, publish } as never,
    knowledge,
    globals,
    (line) => trouble.push(line),
    { now: () => nowMs },
  );
  try {
    await watched.remembered;
    expect(watched.outlook()[0]?.spend.hours).toHaveLength(hours.length);
    watched.check();
    expect(notes).toEqual([]);

    const dear = Math.max(...hours) * 5;
    await stream.publish(make('inference', costing('now', nowMs, dear)));
    nowMs = runningMs + HOUR_MS + 61_000;
    watched.check();
    watched.check();
    expect(notes).toHaveLength(1);
    const clock = new Date(runningMs).toISOString().slice(11, 16);
    expect(notes[0]).toContain(`spend left its band at ${clock}Z: `);
    expect(notes[0]).toContain(`${dear.toFixed(2)} USD in the hour`);
    expect(trouble).toEqual([]);
  } finally {
    watched.end();
  }
});
