import { setTimeout as pause } from 'node:timers/promises';
import { probes } from '../../probes/registry.ts';
import { parseFile } from '../../src/chain/document.ts';
import { chainOf } from '../../src/chain/load.ts';
import { Session } from '../../src/session/session.ts';
import type { Place } from './place.ts';

export interface FleetOptions {
  readonly hosts: number;
  readonly everyMs: number;
  readonly forMs: number;
}

/** Milliseconds after which those that see are measured without the rest. */
const MOST_WARM_UP_MS = 90_000;

/** Polls many hosts for host and GPU facts, through a session as `weaklink run` has it. */
export async function benchFleet(
  place: Place,
  { hosts, everyMs, forMs }: FleetOptions,
): Promise<void> {
  process.env.WEAKLINK_SSH_CONFIG = place.environment.configFile;
  delete process.env.SSH_AUTH_SOCK;
  const session = new Session({
    chain: chainOf(parseFile(chainFile(place, hosts, everyMs), 'fleet.yaml'), probes),
    journalDirectory: null,
    onTrouble: (line) => console.error(line),
  });
  const outcomes = new Map<string, number>();
  const starts = new Map<string, number>();
  const seen = new Set<string>();
  const late: number[] = [];
  let isMeasured = false;
  session.stream.onEvent('bench', (event) => {
    if (event.type !== 'weaklink.observation') return;
    const { stream, startedAt, outcome, symptom, probe, evidence } = event.data;
    if (outcome !== 'unknown') seen.add(stream);
    const startMs = Date.parse(startedAt);
    const before = starts.get(stream);
    starts.set(stream, startMs);
    if (!isMeasured) return;
    if (before !== undefined) late.push(Math.max(0, startMs - before - everyMs));
    const why =
      outcome === 'unknown'
        ? (evidence[0] ?? '').replace(/node-\d+/g, 'a node').replace(/\d+ ms/g, 'n ms')
        : '';
    const key = `${probe} ${outcome} ${symptom ?? ''} ${why}`.trim();
    outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
  });
  const idleMb = rssMb();
  session.start();
  // Logging in everywhere is told apart: it is over once each series has seen something.
  const beginMs = performance.now();
  while (seen.size < hosts * 2 && performance.now() - beginMs < MOST_WARM_UP_MS) await pause(200);
  console.log(
    `\n${seen.size} of ${hosts * 2} series see after ${((performance.now() - beginMs) / 1_000).toFixed(0)} s`,
  );
  starts.clear();
  const connecting = process.cpuUsage();
  const farBeforeMs = place.cpuMs();
  isMeasured = true;
  const startMs = performance.now();
  await pause(forMs);
  const wallMs = performance.now() - startMs;
  const { user, system } = process.cpuUsage(connecting);
  const farMs = place.cpuMs() - farBeforeMs;
  const rss = rssMb();
  const heapMb = process.memoryUsage().heapUsed / BYTES_IN_MB;
  isMeasured = false;
  await session.stop();

  const sorted = late.toSorted((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(0);
  const looks = [...outcomes.values()].reduce((sum, count) => sum + count, 0);
  console.log(
    `${hosts} hosts, host and GPU facts every ${everyMs / 1_000} s, over ${Math.round(wallMs / 1_000)} s, one process`,
  );
  console.log(`looks            ${looks} (${((looks * 1_000) / wallMs).toFixed(1)}/s)`);
  console.log(`CPU              ${((user + system) / 10 / wallMs).toFixed(1)} % of one core`);
  console.log(
    `                 ${((user + system) / 1_000 / looks).toFixed(1)} ms a look here, ${(farMs / looks).toFixed(1)} ms at the other end`,
  );
  console.log(
    `RSS              ${rss.toFixed(0)} MB, ${idleMb.toFixed(0)} before the first look; heap in use ${heapMb.toFixed(0)} MB`,
  );
  console.log(`lateness         median ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(0.9999)} ms`);
  for (const [key, count] of outcomes) console.log(`  ${String(count).padStart(6)}  ${key}`);
}

const BYTES_IN_MB = 1_048_576;

function rssMb(): number {
  return process.memoryUsage().rss / BYTES_IN_MB;
}

/** This machine plays all hosts and the one that polls: its load is no trouble of theirs. */
const calm =
  'loadPerCore: 1000, cpuPressurePercent: 100, memoryAvailablePercent: 0, ioFullPercent: 100';

function chainFile({ port }: Place, hosts: number, everyMs: number): string {
  const names = Array.from({ length: hosts }, (_, index) => `node-${index}`);
  const addressOf = (index: number) => `127.0.${1 + Math.floor(index / 250)}.${1 + (index % 250)}`;
  const vantages = names.map((name, i) => `  ${name}: 'ssh:root@${addressOf(i)}:${port}'`);
  const links = names.flatMap((name) => [
    `  ${name}: { kind: host, from: ${name}, probes: [{ kind: host, ${calm} }] }`,
    `  gpu-${name}: { kind: gpu, from: ${name}, needs: [${name}], probes: [{ kind: gpu }] }`,
  ]);
  return [
    'chain: fleet',
    `defaults: { every: ${everyMs / 1_000}s, deadline: 9s }`,
    'vantages:',
    ...vantages,
    'links:',
    ...links,
    '',
  ].join('\n');
}
