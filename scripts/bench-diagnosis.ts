/**
 * `npm run bench:diagnosis -- [--sizes 20,100,1000,10000] [--every 5,1] [--seed 1] [--json]`: what an update of
 * the diagnosis costs, where each series looks every five seconds, as is the default, and every second. An update
 * takes one second's looks into account: the probability of every fault is then as it is. With it stands what the
 * console waits for once a second: the same, and a verdict told. Looks come from the simulation of bench/chains,
 * made by another process before the clock is read; in health, during one fault and during two. Beside it the
 * naive way: a fresh engine that takes all events again.
 */
import { parseArgs } from 'node:util';
import { LooksApart } from '../bench/chains/looks-apart.ts';
import type { Watched } from '../bench/chains/looks-process.ts';
import { createEngine, type Engine } from '../src/diagnosis/engine.ts';
import type { WeaklinkEvent } from '../src/events/types.ts';
import { memoryKept } from '../test/support/memory-kept.ts';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '20,100,1000,10000' },
    every: { type: 'string', default: '5,1' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});

/** Worlds run before the clock is read, of other seeds: V8 compiles as it goes. The first is told apart. */
const worldsToWarm = 4;
/** So many small worlds are measured for one row: the p99 of one is its few worst moments. */
const linksInAll = 2_000;
const mostWorlds = 10;
/** Looks of each series that are taken in before the watch is started. */
const looksToWarm = 10;
const phases = [
  { name: 'healthy', ticks: 200 },
  { name: 'one fault', ticks: 100 },
  { name: 'two faults', ticks: 100 },
] as const;
/** The naive way is tried on no more looks than these: it takes all of them again. */
const mostLooksAgain = 60_000;
/** A phase is cut short after this much of updates: one that is far too slow needs no hundred proofs. */
const mostMsAPhase = 20_000;
/** p99 per update that is promised, ms, by links. */
const promised: Readonly<Record<number, number>> = { 20: 2, 1000: 20, 10000: 100 };

const sizes = values.sizes.split(',').map(Number);
const [first = 20] = sizes;
const seed = Number(values.seed);
const everySeconds = values.every.split(',').map(Number);
const looks = new LooksApart();
const cold = rowOf(1, [await play(first, 1, seed - 1)]);
for (let at = 1; at < worldsToWarm; at += 1) await play(first, 1, seed - 1 - at);
const rows: Row[] = [];
for (const every of everySeconds) {
  for (const size of sizes) rows.push(await measure(size, every));
}
looks.end();
if (values.json) console.log(JSON.stringify({ cold, rows }));
else print(rows);

interface Row {
  /** Seconds from one look of a series to its next. */
  readonly every: number;
  /** Of all worlds of that size, the mean. */
  readonly links: number;
  readonly series: number;
  readonly looksATick: number;
  readonly phases: readonly Phase[];
  /** Of all updates of all phases: looks taken in, and with the verdict told. */
  readonly takenP99Ms: number;
  readonly p99Ms: number;
  readonly bytesALink: number;
  readonly naiveMs: number;
  readonly events: number;
}

interface Phase {
  readonly name: string;
  readonly takenP99Ms: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly slowestMs: number;
  /** Processor time an update, the reading of its looks included: what a busy machine does not blur. */
  readonly cpuMs: number;
  /** How many were timed: fewer than planned where they are slow. */
  readonly updates: number;
}

/** What one world took. */
interface Played extends Watched {
  readonly phases: readonly (readonly Update[])[];
  readonly engineBytes: number;
  readonly naiveMs: number;
  readonly events: number;
}

/** Milliseconds to take events into account, and with them to say what they mean. */
interface Update {
  readonly takenMs: number;
  readonly ms: number;
  /** Processor time, the reading of the looks included. */
  readonly cpuMs: number;
}

async function measure(size: number, every: number): Promise<Row> {
  const worlds = Math.min(mostWorlds, Math.ceil(linksInAll / size));
  const played: Played[] = [];
  for (let at = 0; at < worlds; at += 1) played.push(await play(size, every, seed + at));
  return rowOf(every, played);
}

function rowOf(every: number, played: readonly Played[]): Row {
  const mean = (of: (one: Played) => number) =>
    played.reduce((sum, one) => sum + of(one), 0) / played.length;
  const all = played.flatMap(({ phases: own }) => own.flat());
  return {
    every,
    links: Math.round(mean(({ links }) => links)),
    series: Math.round(mean(({ series }) => series)),
    looksATick: Math.round(mean(({ looksATick }) => looksATick)),
    phases: phases.map(({ name }, at) =>
      phaseOf(
        name,
        played.flatMap(({ phases: own }) => own[at] ?? []),
      ),
    ),
    ...p99Of(all),
    bytesALink: mean(({ engineBytes, links }) => engineBytes / links),
    naiveMs: mean(({ naiveMs }) => naiveMs),
    events: Math.round(mean(({ events }) => events)),
  };
}

function phaseOf(name: string, updates: readonly Update[]): Phase {
  const times = updates.map(({ ms }) => ms);
  return {
    name,
    ...p99Of(updates),
    p50Ms: quantile(times, 0.5),
    slowestMs: Math.max(...times),
    cpuMs: updates.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / updates.length,
    updates: updates.length,
  };
}

function p99Of(updates: readonly Update[]): Pick<Row, 'takenP99Ms' | 'p99Ms'> {
  const p99 = (of: (update: Update) => number) => quantile(updates.map(of), 0.99);
  return { takenP99Ms: p99(({ takenMs }) => takenMs), p99Ms: p99(({ ms: whole }) => whole) };
}

async function play(size: number, every: number, worldSeed: number): Promise<Played> {
  const watched = await looks.watch(size, worldSeed, every);
  const chain = await looks.chain();
  const warming = watched.aRound * looksToWarm;
  let engine: Engine | null = createEngine(chain);
  for (let tick = 0; tick < warming; tick += 1) await update(engine);
  const timed: Update[][] = [];
  for (const { name, ticks } of phases) {
    if (name !== 'healthy') await looks.break();
    const updates: Update[] = [];
    let spentMs = 0;
    for (let tick = 0; tick < ticks && spentMs < mostMsAPhase; tick += 1) {
      const taken = await update(engine);
      updates.push(taken);
      spentMs += taken.ms;
    }
    timed.push(updates);
  }
  const withEngine = memoryKept().heapUsed;
  engine = null;
  const engineBytes = withEngine - memoryKept().heapUsed;
  await looks.watch(size, worldSeed, every);
  const again = await sameLooks(
    warming,
    timed.map(({ length }) => length),
  );
  const { ms: naiveMs } = told(createEngine(chain), again);
  return { ...watched, phases: timed, engineBytes, naiveMs, events: again.length };
}

/** The same looks once more: kept while the watch runs, they would cost more than what is measured. */
async function sameLooks(warming: number, counts: readonly number[]): Promise<WeaklinkEvent[]> {
  const all: WeaklinkEvent[] = [];
  const take = async (count: number) => {
    for (let tick = 0; tick < count && all.length < mostLooksAgain; tick += 1) {
      all.push(...(await looks.next()));
    }
  };
  await take(warming);
  for (const [at, count] of counts.entries()) {
    if (at > 0) await looks.break();
    await take(count);
  }
  return all;
}

async function update(engine: Engine): Promise<Update> {
  const before = process.cpuUsage();
  const taken = told(engine, await looks.next());
  const { user, system } = process.cpuUsage(before);
  return { ...taken, cpuMs: (user + system) / 1_000 };
}

function told(engine: Engine, events: readonly WeaklinkEvent[]): Omit<Update, 'cpuMs'> {
  const before = performance.now();
  for (const event of events) engine.accept(event);
  const takenMs = performance.now() - before;
  engine.verdict();
  return { takenMs, ms: performance.now() - before };
}

function quantile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

function print(all: readonly Row[]): void {
  console.log(
    '| links | series | each every | looks/s | phase | looks taken in, p99 ms | with verdict, p50 | p99 | slowest | mean CPU ms | updates |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const { links, series, every, looksATick, phases: own } of all) {
    for (const { name, takenP99Ms, p50Ms, p99Ms, slowestMs, cpuMs, updates } of own) {
      console.log(
        `| ${links} | ${series} | ${every} s | ${looksATick} | ${name} | ${ms(takenP99Ms)} | ${ms(p50Ms)} | ${ms(p99Ms)} | ${ms(slowestMs)} | ${ms(cpuMs)} | ${updates} |`,
      );
    }
  }
  console.log('');
  console.log(
    '| links | each every | looks/s | looks taken in, p99 of all ms | with verdict, p99 ms | promised | memory a link | all again, ms | ratio |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const row of all) {
    const { links, every, looksATick, takenP99Ms, p99Ms, bytesALink, naiveMs, events } = row;
    const own = row.phases;
    const usualMs = own.at(-1)?.p50Ms ?? 0;
    const bound = Object.entries(promised).find(([size]) => Number(size) >= links)?.[1];
    console.log(
      `| ${links} | ${every} s | ${looksATick} | ${ms(takenP99Ms)} | ${ms(p99Ms)} | ${bound ?? '-'} | ${(bytesALink / 1_024).toFixed(1)} kB | ${ms(naiveMs)} (${events} looks) | ${(naiveMs / usualMs).toFixed(0)}× |`,
    );
  }
  console.log('');
  console.log(
    `${cold.links} links, the first updates of this process (code not compiled yet): looks taken in p99 ${ms(cold.takenP99Ms)} ms, with verdict ${ms(cold.p99Ms)} ms`,
  );
  console.log('');
  console.log(`growth with the links (slope of the logarithms, 1 is linear):`);
  // Of the rows of one interval: the shorter says more.
  const last = all.slice(-sizes.length);
  const of = (value: (row: Row) => number) => slope(last.map((row) => [row.links, value(row)]));
  console.log(
    `  p50 of an update while two are broken  ${of((row) => row.phases.at(-1)?.p50Ms ?? 0)}`,
  );
  console.log(
    `  memory                                 ${of((row) => row.bytesALink * row.links)}`,
  );
}

function ms(value: number): string {
  return value.toFixed(value < 10 ? 2 : 1);
}

/** Least-squares slope of log y over log x. */
function slope(points: readonly (readonly [number, number])[]): string {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (of: (point: readonly [number, number]) => number) =>
    logs.reduce((sum, point) => sum + of(point), 0) / logs.length;
  const x = mean((point) => point[0]);
  const y = mean((point) => point[1]);
  const over = logs.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  const along = logs.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return (along / over).toFixed(2);
}
