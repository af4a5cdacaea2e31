/**
 * `npm run bench:diagnosis -- [--sizes 20,100,1000,10000] [--every 5,1] [--seed 1] [--json]`: what an update of the
 * diagnosis costs, where each series looks every five seconds, as is the default, and every second. An update takes one second's looks into account: the probability of every fault is
 * then as it is. With it stands what the console waits for once a second: the same, and a verdict told. Looks
 * come from the simulation of bench/chains, made before the clock is read; in health, during one fault and
 * during two. Beside it the naive way: a fresh engine that takes all events again.
 */
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { buildFleet } from '../bench/chains/fleet.ts';
import { Ticks } from '../bench/chains/ticks.ts';
import type { World } from '../bench/chains/world.ts';
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
/** A phase is cut short after this long: an update that is far too slow needs no hundred proofs. */
const mostSecondsAPhase = 20;
/** p99 per update that is promised, ms, by links. */
const promised: Readonly<Record<number, number>> = { 20: 2, 1000: 20, 10000: 100 };

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const sizes = values.sizes.split(',').map(Number);
const [first = 20] = sizes;
const seed = Number(values.seed);
const everySeconds = values.every.split(',').map(Number);
const [cold] = Array.from({ length: worldsToWarm }, (_, at) => measure(first, 1, seed + 1 + at));
const rows = everySeconds.flatMap((every) => sizes.map((size) => measure(size, every, seed)));
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
  /** Processor time an update, the making of its looks included: what a busy machine does not blur. */
  readonly cpuMs: number;
  /** How many were timed: fewer than planned where they are slow. */
  readonly updates: number;
}

function measure(size: number, every: number, worldSeed: number): Row {
  const world = buildFleet(size, worldSeed);
  const ticks = new Ticks(world, every);
  const warming = ticks.aRound * looksToWarm;
  let engine: Engine | null = createEngine(world.chain);
  for (let tick = 0; tick < warming; tick += 1) update(engine, ticks.next());
  const all: Update[] = [];
  const measured: Phase[] = [];
  for (const { name, ticks: count } of phases) {
    if (name !== 'healthy') ticks.break();
    const updates: Update[] = [];
    const cpuBefore = process.cpuUsage();
    const endsMs = performance.now() + mostSecondsAPhase * 1_000;
    for (let tick = 0; tick < count && performance.now() < endsMs; tick += 1) {
      updates.push(update(engine, ticks.next()));
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
  const timed = measured.map(({ updates }) => updates);
  const again = sameLooks(world, every, warming, timed);
  return {
    links: world.chain.links.length,
    every: ticks.aRound,
    series: world.series.length,
    looksATick: ticks.looksATick,
    phases: measured,
    takenP99Ms: quantile(
      all.map(({ takenMs }) => takenMs),
      0.99,
    ),
    p99Ms: quantile(
      all.map(({ ms: whole }) => whole),
      0.99,
    ),
    bytesALink: engineBytes / world.chain.links.length,
    naiveMs: update(createEngine(world.chain), again).ms,
    events: again.length,
  };
}

/** The same looks once more: kept while the watch runs, they would cost more than what is measured. */
function sameLooks(
  world: World,
  every: number,
  warming: number,
  counts: readonly number[],
): WeaklinkEvent[] {
  const ticks = new Ticks(world, every);
  const looks: WeaklinkEvent[] = [];
  const take = (count: number) => {
    for (let tick = 0; tick < count && looks.length < mostLooksAgain; tick += 1) {
      looks.push(...ticks.next());
    }
  };
  take(warming);
  counts.forEach((count, at) => {
    if (at > 0) ticks.break();
    take(count);
  });
  return looks;
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
    `${cold?.links} links, the first updates of this process (code not compiled yet): looks taken in p99 ${ms(cold?.takenP99Ms ?? 0)} ms, with verdict ${ms(cold?.p99Ms ?? 0)} ms`,
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
