import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Blackbox } from './blackbox.ts';
import { type Kind, kinds, type Measurement, median, type Ports, targets } from './measurement.ts';
import { startNginx } from './nginx.ts';

const run = promisify(execFile);
/** As weaklink itself is started: see scripts/build.ts. */
const NODE_FLAGS = ['--max-semi-space-size=8', '--single-threaded-gc'];

interface Programs {
  readonly nginx: string;
  readonly blackbox: string;
}

/**
 * Our looks beside probes of blackbox_exporter at the same nginx, in turns, so that a noisy machine
 * disturbs both alike. Prints the medians of each side and of the ratios of the rounds.
 *
 * @returns whether every ratio is within its target
 */
export async function compare(
  programs: Programs,
  rounds: number,
  seconds: number,
): Promise<boolean> {
  const directory = mkdtempSync(join(tmpdir(), 'weaklink-bench-probing-'));
  const nginx = await startNginx(directory, programs.nginx);
  const blackbox = await Blackbox.start(directory, programs.blackbox, nginx.ports);
  try {
    const results: boolean[] = [];
    heading(rounds, seconds);
    for (const kind of kinds) {
      const both = await takeTurns(kind, blackbox, nginx.ports, directory, { rounds, seconds });
      results.push(print(kind, both));
    }
    return results.every(Boolean);
  } finally {
    await blackbox.stop();
    await nginx.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

type Round = readonly [ours: Measurement, theirs: Measurement];

async function takeTurns(
  kind: Kind,
  blackbox: Blackbox,
  ports: Ports,
  directory: string,
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
): Promise<readonly Round[]> {
  const all: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const ours = () => measureOurs(kind, seconds, ports, join(directory, 'ca.pem'));
    const theirs = () => blackbox.measure(kind, seconds);
    // Who comes first takes turns as well.
    if (round % 2 === 0) {
      all.push([await ours(), await theirs()]);
    } else {
      const first = await theirs();
      all.push([await ours(), first]);
    }
  }
  return all;
}

async function measureOurs(
  kind: Kind,
  seconds: number,
  { http, https }: Ports,
  ca: string,
): Promise<Measurement> {
  const program = new URL('./ours.ts', import.meta.url).pathname;
  const args = [...NODE_FLAGS, program, kind, String(seconds), String(http), String(https), ca];
  const { stdout } = await run(process.execPath, args);
  return JSON.parse(stdout) as Measurement;
}

function heading(rounds: number, seconds: number): void {
  console.log(`\n${rounds} rounds of ${seconds} s in turns, medians; CPU of the looking process`);
  console.log(
    '| look | ours CPU ms | ours /s | ours RSS MB | blackbox CPU ms | blackbox /s | blackbox RSS MB | ratio (rounds) | target |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
}

function print(kind: Kind, rounds: readonly Round[]): boolean {
  const bad = rounds.flat().reduce((sum, one) => sum + one.bad, 0);
  const [ours, theirs] = [rounds.map(([one]) => one), rounds.map(([, one]) => one)];
  const ratios = rounds.map(([mine, other]) => costOf(mine) / costOf(other));
  const ratio = median(ratios);
  const isMet = ratio <= targets[kind] && bad === 0;
  const cells = [
    kind,
    ...sideCells(ours),
    ...sideCells(theirs),
    `${ratio.toFixed(2)} (${ratios.map((one) => one.toFixed(2)).join(', ')})`,
    `≤ ${targets[kind]}: ${isMet ? 'met' : 'MISSED'}`,
  ];
  console.log(`| ${cells.join(' | ')} |`);
  if (bad > 0) console.log(`${bad} looks or probes of ${kind} did not succeed or lack a phase`);
  return isMet;
}

function sideCells(rounds: readonly Measurement[]): readonly string[] {
  return [
    median(rounds.map(costOf)).toFixed(3),
    median(rounds.map(({ looks, seconds }) => looks / seconds)).toFixed(0),
    median(rounds.map(({ rssMb }) => rssMb)).toFixed(0),
  ];
}

/** Milliseconds of processor time for one look. */
function costOf({ cpuMs, looks }: Measurement): number {
  return cpuMs / looks;
}
