import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openDatanet } from '../../../src/attribution/datanet/datanet.ts';
import { addTo, buildAt, creditOf, datanetOf, type TestDocument } from '../../support/datanets.ts';
import { dice } from '../../support/dice.ts';
import { scratch } from '../../support/scratch.ts';

/** Sentences of few words, some in several documents, each document registered at its own time. */
function documents(count: number, seed: number): readonly TestDocument[] {
  const roll = dice(seed);
  const sentence = () =>
    Array.from({ length: 12 }, () => `w${Math.floor(roll() ** 2 * 300)}`).join(' ');
  const shared = Array.from({ length: 20 }, sentence);
  return Array.from({ length: count }, (_, at) => ({
    title: `${at}`,
    contributor: `c${at % 7}`,
    registered: new Date(Date.UTC(2026, 0, 1, 0, Math.floor(roll() * 100_000))).toISOString(),
    text: Array.from({ length: 8 }, () =>
      roll() < 0.3 ? (shared[Math.floor(roll() * 20)] ?? '') : sentence(),
    ).join('. '),
  }));
}

function answers(all: readonly TestDocument[], seed: number): readonly string[] {
  const roll = dice(seed);
  const any = () => all[Math.floor(roll() * all.length)]?.text ?? '';
  return Array.from({ length: 20 }, () => `${any().slice(100, 400)} and ${any().slice(30, 300)}`);
}

it('credits the same in whatever order documents came and however they are parted', async () => {
  const all = documents(60, 1);
  const mixed = all.toSorted((one, other) => (one.text < other.text ? -1 : 1));
  const nets = [
    await datanetOf(all),
    await datanetOf(all, { chunkBytes: 2_000 }),
    await datanetOf(mixed, { chunkBytes: 5_000, workers: 2 }),
  ];
  expect(nets.map(({ shards }) => shards.length)).toEqual([1, 15, 5]);
  for (const answer of answers(all, 2)) {
    const [first, ...others] = nets.map((net) => creditOf([net], answer, 3));
    for (const other of others) expect(other).toEqual(first);
  }
});

it('credits the same when the documents stand in several datanets', async () => {
  const all = documents(40, 3);
  const whole = await datanetOf(all, {}, 'whole');
  const parts = [
    await datanetOf(all.slice(0, 25), {}, 'one'),
    await datanetOf(all.slice(25), {}, 'two'),
  ];
  for (const answer of answers(all, 4)) {
    const credit = creditOf([whole], answer, 3);
    expect(creditOf(parts, answer, 3)).toEqual(credit);
    expect(creditOf(parts.toReversed(), answer, 3)).toEqual(credit);
  }
});

it('writes the same bytes each time', async () => {
  const all = documents(30, 5);
  const bytes = async (workers: number) => {
    const { directory } = await datanetOf(all, { workers, chunkBytes: 4_000 });
    const shards = join(directory, 'shards');
    const files = readdirSync(shards).map((file) => [
      file,
      readFileSync(join(shards, file), 'base64'),
    ]);
    return [files, readFileSync(join(directory, 'index.json'), 'utf8')];
  };
  const first = await bytes(1);
  expect(await bytes(2)).toEqual(first);
});

it('builds only what is new, and goes on where it was stopped', async () => {
  const directory = join(await scratch(), 'net');
  await addTo(directory, documents(30, 6));
  const abort = new AbortController();
  const stopped = buildAt(directory, {
    chunkBytes: 4_000,
    signal: abort.signal,
    onProgress: ({ doneChunks }) => doneChunks === 2 && abort.abort(),
  });
  await expect(stopped).rejects.toMatchObject({ code: 'E_DATANET_INTERRUPTED', exitCode: 130 });
  expect((await openDatanet(directory)).built).toBe(null);
  const { reusedChunks, documents: indexed } = await buildAt(directory, { chunkBytes: 4_000 });
  expect([reusedChunks, indexed]).toEqual([2, 30]);
  await addTo(directory, documents(3, 7));
  const next = await buildAt(directory, { chunkBytes: 4_000 });
  expect(next.documents).toBe(33);
  expect(next.shards - next.reusedChunks).toBeLessThanOrEqual(2);
});

it('survives being killed in the middle: the index in force stays, the next build completes it', async () => {
  const directory = join(await scratch(), 'net');
  const all = documents(400, 8);
  await addTo(directory, all);
  const module = resolve('src/attribution/datanet/build/build-index.ts');
  const program = `const { buildIndex } = await import(${JSON.stringify(module)});
    await buildIndex(process.argv[1], { workers: 1, chunkBytes: 2000, now: '2026-11-21T00:00:00.000Z',
      signal: new AbortController().signal });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, directory]);
  const ended = once(child, 'exit');
  const shards = join(directory, 'shards');
  const built = () =>
    statSync(shards, { throwIfNoEntry: false }) ? readdirSync(shards).length : 0;
  while (built() < 10 && child.exitCode === null) await sleep(2);
  child.kill('SIGKILL');
  await ended;
  const { documents: indexed, reusedChunks } = await buildAt(directory, { chunkBytes: 2_000 });
  expect(indexed).toBe(400);
  expect(reusedChunks).toBeGreaterThan(0);
  const afresh = await datanetOf(all, { chunkBytes: 2_000 });
  const files = (at: string) => readdirSync(join(at, 'shards'));
  expect(files(directory)).toEqual(files(afresh.directory));
});
