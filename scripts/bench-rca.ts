/**
 * `npm run bench:rca [folder]`: localizes the open cases of three public data sets exactly as
 * `weaklink rca` does, beside five baselines on the same input. The folder is that of the shared data
 * (default: WEAKLINK_SHARED or ../shared); without it nothing can be measured, and that is said.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { baselines } from '../bench/rca/baselines.ts';
import { type NeutralCase, writeCase } from '../bench/rca/neutral.ts';
import { nezhaCases } from '../bench/rca/nezha.ts';
import { petshopCases, petshopHealthy } from '../bench/rca/petshop.ts';
import { rootCauseBenchCases } from '../bench/rca/rootcausebench.ts';
import { type Answer, boldness, calibrationError, share, topScores } from '../bench/rca/score.ts';
import { readCase } from '../src/diagnosis/metrics/input/read-case.ts';
import { diagnoseMetrics, type RcaResult } from '../src/diagnosis/metrics/verdict/result.ts';

const SEED = Number(process.env.WEAKLINK_SEED ?? 1);
const shared =
  process.argv[2] ??
  process.env.WEAKLINK_SHARED ??
  new URL('../../shared', import.meta.url).pathname;
const root = resolve(shared, 'data/rca');
if (!existsSync(root)) {
  console.log(`Skipped: there is no ${root}. Name the folder of the shared data.`);
  process.exit(0);
}

const work = mkdtempSync(join(tmpdir(), 'weaklink-rca-'));
const failures: string[] = [];
try {
  await petshop();
  await nezha();
  await rootCauseBench();
} finally {
  rmSync(work, { recursive: true });
}
console.log(failures.length === 0 ? '\nAll targets are met.' : `\nMissed: ${failures.join(' · ')}`);
process.exitCode = failures.length === 0 ? 0 : 1;

async function petshop(): Promise<void> {
  const found = await answersOf(petshopCases(join(root, 'petshop'), SEED));
  console.log(`PetShop, ${found.answers.length} cases, names shuffled with seed ${SEED}`);
  printMethods(found);
  printGroups(found.answers, ({ group }) => group);
  require('PetShop top-1', top1(found.answers), 0.95);
  const healthy = await answersOf(petshopHealthy(join(root, 'petshop'), SEED));
  console.log(`  fault-free windows: ${healthy.answers.length}; specificity by kind of alert:`);
  for (const [kind, all] of Map.groupBy(healthy.answers, ({ faultType }) => faultType)) {
    const quiet = share(all, ({ none, probability }) => none >= probability);
    console.log(`    ${kind.padEnd(24)} ${quiet.toFixed(3)}`);
    require(`specificity (${kind})`, quiet, 0.9);
  }
  const seen = share(found.answers, ({ none, probability }) => probability > none);
  console.log(`  cases in which a fault was seen at all (exit code 1): ${seen.toFixed(3)}`);
}

async function nezha(): Promise<void> {
  const found = await answersOf(nezhaCases(join(root, 'nezha')));
  console.log(`\nNezha without logs, ${found.answers.length} cases`);
  printMethods(found);
  for (const [system, all] of Map.groupBy(found.answers, ({ group }) => group)) {
    console.log(`  ${system}: ${topScores(all)}   n ${all.length}`);
    printGroups(all, ({ faultType }) => faultType);
    require(`${system} top-1`, top1(all), system === 'trainticket' ? 0.423 : 0.75);
  }
  const hidden = found.answers.filter(({ faultType }) =>
    ['exception', 'return'].includes(faultType),
  );
  console.log(
    `  exception and return, mean probability when wrong: ${boldness(hidden).toFixed(3)}`,
  );
  require('modesty on exception and return', -boldness(hidden), -0.4);
}

async function rootCauseBench(): Promise<void> {
  const cases = rootCauseBenchCases(join(root, 'rootcausebench'));
  let [right, named, decoys] = [0, 0, 0];
  console.log(`\nRootCauseBench, ${cases.length} incidents: is a change behind it, and which`);
  for (const incident of cases) {
    const { cause } = await diagnosed(incident);
    const ok = (cause.kind === 'change') === (incident.commit !== undefined);
    const decoy = cause.change !== undefined && incident.decoys.includes(cause.change.id);
    right += Number(ok);
    decoys += Number(decoy);
    named += Number(cause.change !== undefined && cause.change.id === incident.commit);
    console.log(
      `  ${ok ? 'right' : 'WRONG'}  ${incident.id.padEnd(38)} ${cause.kind}${decoy ? ' DECOY' : ''}`,
    );
  }
  console.log(
    `  class right ${right} of ${cases.length}, change named ${named}, decoys blamed ${decoys}`,
  );
  require('cause class', right / cases.length, 1);
  require('decoys blamed', -decoys, 0);
}

interface Found {
  readonly answers: Answer[];
  readonly methods: Map<string, { rank: number }[]>;
}

async function answersOf(cases: readonly NeutralCase[]): Promise<Found> {
  const answers: Answer[] = [];
  const methods = new Map<string, { rank: number }[]>(
    Object.keys(baselines).map((name) => [name, []]),
  );
  for (const each of cases) {
    const input = await readCase(writeCase(work, each));
    const { ranking, none } = diagnoseMetrics(input);
    rmSync(join(work, each.id), { recursive: true });
    answers.push({
      ...each,
      rank: rankOf(
        ranking.map(({ service }) => service),
        each.rootCause,
      ),
      probability: ranking[0]?.probability ?? 0,
      none,
    });
    if (each.rootCause === undefined) continue;
    for (const [name, rank] of Object.entries(baselines)) {
      methods.get(name)?.push({ rank: rankOf(rank(input), each.rootCause) });
    }
  }
  return { answers, methods };
}

async function diagnosed(each: NeutralCase): Promise<RcaResult> {
  return diagnoseMetrics(await readCase(writeCase(work, each)));
}

function rankOf(ranking: readonly string[], service: string | undefined): number {
  const at = service === undefined ? -1 : ranking.indexOf(service);
  return at === -1 ? Number.POSITIVE_INFINITY : at + 1;
}

function printMethods({ answers, methods }: Found): void {
  console.log('  method           top-1  top-3  top-5  Avg@5');
  for (const [name, ranks] of methods) console.log(`  ${name.padEnd(16)} ${topScores(ranks)}`);
  console.log(`  ${'weaklink'.padEnd(16)} ${topScores(answers)}`);
  const half = (odd: number) => answers.filter((_, at) => at % 2 === odd);
  console.log(`  ${'  even cases'.padEnd(16)} ${topScores(half(0))}`);
  console.log(`  ${'  odd cases'.padEnd(16)} ${topScores(half(1))}`);
  console.log(`  calibration error of the first answer ${calibrationError(answers).toFixed(3)}`);
}

function printGroups(answers: readonly Answer[], key: (answer: Answer) => string): void {
  for (const [name, all] of Map.groupBy(answers, key)) {
    const wrong = boldness(all);
    const bold = Number.isNaN(wrong) ? '-' : wrong.toFixed(3);
    console.log(`    ${name.padEnd(18)} ${topScores(all)}   n ${all.length}, p when wrong ${bold}`);
  }
}

function top1(answers: readonly Answer[]): number {
  return share(answers, ({ rank }) => rank === 1);
}

function require(what: string, value: number, least: number): void {
  if (!(value >= least))
    failures.push(`${what} ${Math.abs(value).toFixed(3)} (target ${Math.abs(least)})`);
}
