/**
 * `node scripts/bench-ledger.ts [events] [--flips N]`: random traffic with retries, late news, duplicates and
 * disputes through accounting and ledger. Prints whether the totals are the same to the nano-unit in any order
 * and as an independent sum says, whether every flipped byte is found, and what it all costs. Ends with 1 where
 * a target is missed.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flipsFound } from '../bench/ledger/flips.ts';
import { expectedSums, sumsOf } from '../bench/ledger/oracle.ts';
import { eventOf, planOf, shuffled } from '../bench/ledger/plan.ts';
import { play, played } from '../bench/ledger/play.ts';
import { timeProofs } from '../bench/ledger/proofs.ts';
import { accountFor, type Known, Traffic } from '../bench/ledger/traffic.ts';
import { wholePath } from '../bench/ledger/whole-path.ts';
import type { Dispute } from '../src/attribution/accounting/disputes.ts';
import { Books } from '../src/attribution/ledger/books.ts';
import { ledgerFiles } from '../src/attribution/ledger/files.ts';
import { verifyLedger } from '../src/attribution/ledger/verify.ts';
import { systemClock } from '../src/platform/clock.ts';

const count = Number(process.argv[2] ?? 1_000_000);
/** Flips in the large ledger, each found by reading all of it, and in a small one. */
const FLIPS = count >= 200_000 ? 3 : 10;
const SMALL_FLIPS = 300;
const SMALL_EVENTS = 2_000;
const ASKED_PER_SECOND = 10_000;
/** Tellings that are made up at once, before they are timed. */
const BATCH = 10_000;

const directory = mkdtempSync(join(tmpdir(), 'weaklink-bench-ledger-'));
const missed: string[] = [];
const traffic = new Traffic(20_261_121);
const plan = planOf(count, 1);
console.log(
  `${grouped(count)} events of ${grouped(plan.attempts)} attempts, in every order alike\n`,
);

try {
  conserve();
  const large = join(directory, 'large');
  await fillAndTime(large);
  await timeWholePath(join(directory, 'whole'));
  await verifyAndTime(large);
  await openAndTime(large);
  await flip(large, FLIPS, `of ${grouped(count)} events`);
  const small = join(directory, 'small');
  await fill(small, SMALL_EVENTS);
  await flip(small, SMALL_FLIPS, `of ${grouped(SMALL_EVENTS)} events`);
  for (const line of timeProofs(large)) console.log(line);
} finally {
  rmSync(directory, { recursive: true });
}
for (const what of missed) console.log(`MISSED: ${what}`);
process.exitCode = missed.length === 0 ? 0 : 1;

/** The same totals in any order, and those that an independent sum finds. */
function conserve(): void {
  const expected = expectedSums(traffic, plan);
  const orders = {
    'as it happened': plan.events,
    backwards: plan.events.toReversed(),
    'shuffled, once': shuffled(plan.events, 11),
    'shuffled, again': shuffled(plan.events, 12),
  };
  for (const [name, events] of Object.entries(orders)) {
    const accumulator = played(traffic, events, plan.attempts);
    const sums = sumsOf(accumulator.totals);
    const wrong = [...expected].filter(([key, nanos]) => sums.get(key) !== nanos).length;
    const { broken, repeated, tooLate } = accumulator.counts;
    const violated = accumulator.broken.length + broken;
    console.log(
      `${name}: ${expected.size} totals, ${wrong + Math.abs(sums.size - expected.size)} wrong; ` +
        `${violated} invariants broken; ${grouped(accumulator.totals.entries)} entries, ` +
        `${grouped(repeated)} tellings told nothing new`,
    );
    if (wrong + violated + tooLate > 0 || sums.size !== expected.size)
      missed.push(`totals ${name}`);
  }
}

/** Each attempt is split, posted, written and hashed; that its events are made up is not counted. */
async function fillAndTime(path: string): Promise<void> {
  const events = shuffled(plan.events, 13);
  const books = await Books.open(path, { clock: systemClock, attempts: plan.attempts });
  let seconds = 0;
  for (let from = 0; from < events.length; from += BATCH) {
    const batch = [...events.subarray(from, from + BATCH)].map(known);
    seconds += cpuSeconds(() => {
      for (const each of batch) {
        if ('reason' in each) books.dispute(each);
        else books.take(accountFor(each));
      }
    });
  }
  seconds += cpuSeconds(() => books.close());
  const perSecond = Math.round(count / seconds);
  const lines = books.ledger.size;
  const bytes = statSync(ledgerFiles(path).lines).size / lines;
  console.log(
    `\naccounting and ledger: ${grouped(perSecond)} tellings/s on one core, ` +
      `${((seconds / count) * 1e6).toFixed(1)} µs CPU each`,
  );
  console.log(
    `ledger: ${grouped(lines)} lines of ${bytes.toFixed(0)} bytes, ${grouped(Math.round(lines / seconds))}/s, ` +
      `${((seconds / lines) * 1e6).toFixed(1)} µs CPU a line, all tellings told`,
  );
}

/** From the event of an inference to its line in the ledger and its place in the flow. */
async function timeWholePath(path: string): Promise<void> {
  const inferences = Math.min(count, 200_000);
  const { seconds, lines, isWhole } = await wholePath(path, inferences, cpuSeconds);
  const perSecond = Math.round(inferences / seconds);
  console.log(
    `whole live path, merged, priced, split, posted and added to the flow: ${grouped(perSecond)} inferences/s on ` +
      `one core, ${((seconds / inferences) * 1e6).toFixed(1)} µs CPU each (${grouped(lines)} lines); ` +
      `asked ≥ ${grouped(ASKED_PER_SECOND)}/s`,
  );
  if (perSecond < ASKED_PER_SECOND) missed.push(`${perSecond} inferences/s`);
  if (!isWhole) missed.push('not every inference was accounted for');
}

function known(number: number): Known | Dispute {
  const { attempt, telling } = eventOf(number);
  if (typeof telling === 'number') return traffic.known(attempt, telling);
  return traffic.dispute(attempt, telling === 'resolved');
}

async function verifyAndTime(path: string): Promise<void> {
  const started = performance.now();
  const { lines, found, checkpoints, signed } = await verifyLedger(path, { key: null });
  const seconds = (performance.now() - started) / 1_000;
  console.log(
    `verify: ${grouped(lines)} lines, ${grouped(signed)} signed by ${checkpoints} checkpoints, ` +
      `${found} findings, ${seconds.toFixed(1)} s (${grouped(Math.round(lines / seconds))} lines/s)`,
  );
  if (found > 0 || signed !== lines) missed.push('the ledger does not verify');
}

/** A restart: all of it is read, and what is known of attempts comes back. */
async function openAndTime(path: string): Promise<void> {
  const before = process.cpuUsage();
  const books = await Books.open(path, { clock: systemClock });
  const { user, system } = process.cpuUsage(before);
  const lines = books.ledger.size;
  books.close();
  console.log(
    `opened again: ${((user + system) / 1e6).toFixed(1)} s CPU, ${((user + system) / lines).toFixed(1)} µs a line`,
  );
}

async function fill(path: string, events: number): Promise<void> {
  const books = await Books.open(path, { clock: systemClock });
  play(traffic, plan.events.subarray(0, events), books);
  books.close();
}

async function flip(path: string, flips: number, what: string): Promise<void> {
  const { found, placed } = await flipsFound(path, flips);
  console.log(
    `flipped bytes in a ledger ${what}: ${found} of ${flips} found, ${placed} at their line`,
  );
  if (found < flips || placed < flips) missed.push('a flipped byte');
}

function cpuSeconds(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function grouped(number: number): string {
  return number.toLocaleString('en-US');
}
