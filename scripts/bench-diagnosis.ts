/**
 * `npm run bench:diagnosis -- [--sizes 20,100,1000,10000] [--every 5,1] [--seed 1] [--json]`: what an update of
 * the diagnosis costs, where each series looks every five seconds, as is the default, and every second. An update
 * takes one second's looks into account: the probability of every fault is then as it is. With it stands what the
 * console waits for once a second: the same, and a verdict told. Looks come from the simulation of bench/chains,
 * made by another process before the clock is read; in health, during one fault and during two. Beside it the
 * naive way: a fresh engine that takes all events again.
 */
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { LooksApart } from '../bench/chains/looks-apart.ts';
import type { Chain } from '../src/chain/types.ts';
import { createEngine, type Engine } from '../src/diagnosis/engine.ts';
import type { WeaklinkEvent } from '../src/events/types.ts';

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

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const sizes = values.sizes.split(',').map(Number);
const [first = 20] = sizes;
const seed = Number(values.seed);
const everySeconds = values.every.split(',').map(Number);
const looks = new LooksApart();
const cold = await measure(first, 1, seed + 1);
for (let at = 1; at < worldsToWarm; at += 1) await measure(first, 1, seed + 1 + at);
const rows: Row[] = [];
for (const every of everySeconds) {
  for (const size of sizes) rows.push(await measure(size, every, seed));
}
looks.end();
if (values.json) console.log(JSON.stringify({ cold, rows }));
else print(rows);

interface Row {
  readonly links: number;
  /** Seconds from one look of a series to its next. */
  readonly every: number;
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

async function measure(size: number, every: number, worldSeed: number): Promise<Row> {
  const { links, series, looksATick, aRound } = await looks.watch(size, worldSeed, every);
  const chain = await looks.chain();
  const warming = aRound * looksToWarm;
  let engine: Engine | null = createEngine(chain);
  for (let tick = 0; tick < warming; tick += 1) update(engine, await looks.next());
  const all: Update[] = [];
  const measured: Phase[] = [];
  for (const { name, ticks: count } of phases) {
    if (name !== 'healthy') await looks.break();
    const updates: Update[] = [];
    const cpuBefore = process.cpuUsage();
    let spentMs = 0;
    for (let tick = 0; tick < count && spentMs < mostMsAPhase; tick += 1) {
      const taken = update(engine, await looks.next());
      updates.push(taken);
      spentMs += taken.ms;
    }
    const { user, system } = process.cpuUsage(cpuBefore);
    all.push(...updates);
    const times = updates.map(({ ms }) => ms);
    measured.push({
      name,
      takenP99Ms: quantile(
        updates.map(({ takenMs }) => takenMs),
        0.99,
      ),
      p50Ms: quantile(times, 0.5),
      p99Ms: quantile(times, 0.99),
      slowestMs: Math.max(...times),
      cpuMs: (user + system) / 1_000 / updates.length,
      updates: updates.length,
    });
  }
  collect();
  const withEngine = process.memoryUsage().heapUsed;
  engine = null;
  collect();
  const engineBytes = withEngine - process.memoryUsage().heapUsed;
  await looks.watch(size, worldSeed, every);
  const again = await sameLooks(
    warming,
    measured.map(({ updates }) => updates),
  );
  return {
    links,
    every,
    series,
    looksATick,
    phases: measured,
    takenP99Ms: quantile(
      all.map(({ takenMs }) => takenMs),
      0.99,
    ),
    p99Ms: quantile(
      all.map(({ ms: whole }) => whole),
      0.99,
    ),
    bytesALink: engineBytes / links,
    naiveMs: takenAgainMs(chain, again),
    events: again.length,
  };
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

function takenAgainMs(chain: Chain, events: readonly WeaklinkEvent[]): number {
  return update(createEngine(chain), events).ms;
}

/** Milliseconds to take events into account, and with them to say what they mean. */
interface Update {
  readonly takenMs: number;
  readonly ms: number;
}

function update(engine: Engine, events: readonly WeaklinkEvent[]): Update {
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
