/**
 * The flow screen of `weaklink demo --traffic RATE` on a pty, as a person would see it: how many inferences a
 * second its agents and teams really make on this machine while all is well, what each takes of the processors
 * at every hop, and whether the lane of what a lost GPU costs stands at that GPU, once it is broken by hand.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { PtyProgram } from '../pty.ts';

/** What is broken, and how the lane must be called. */
const fault = { name: 'gpu-a-lost', lane: /LOST \S*gpu-a|LOST replica-a/, said: /lost.* at gpu-a/ };
/** Milliseconds in which the chain must become steady and the fault be blamed on a busy machine. */
const WITHIN_MS = 180_000;
/** Milliseconds in which callers find out how much they may ask, and code is compiled. */
const WARM_MS = 15_000;
/** Milliseconds in which the callers of those that hang have gone. */
const LOSS_MS = 8_000;
/** Kernel clock ticks per second. */
const TICKS = 100;

export interface OverSandbox {
  readonly perSecond: number;
  /** Of a core, by the console alone, which asks as well. */
  readonly cpuPercent: number;
  readonly bytesPerSecond: number;
  readonly megabytes: number;
  /** Milliseconds of processor time an inference takes, by process. */
  readonly cpuMsByProcess: ReadonlyMap<string, number>;
  readonly laneIsRight: boolean;
  readonly conserved: boolean;
  readonly screen: string;
}

export async function flowOverSandbox(
  rate: number,
  size: { readonly columns: number; readonly rows: number },
  seconds: number,
): Promise<OverSandbox> {
  const argv = ['dist/main.js', 'demo', '--traffic', String(rate)];
  const pty = new PtyProgram([process.execPath, ...argv, '--no-journal'], size);
  try {
    await pty.shows(/●|ok/, WITHIN_MS);
    pty.press('v');
    await pty.shows(/by value/, WITHIN_MS);
    pty.press('v');
    await pty.shows(/by requests: [1-9]/, WITHIN_MS);
    await wait(WARM_MS);
    const before = await counted(pty);
    await wait(seconds * 1_000);
    const after = await counted(pty);
    const tookSeconds = (after.atMs - before.atMs) / 1_000;
    const inferences = after.attempts - before.attempts;
    const isBlamedBefore = fault.said.test(pty.screen());
    await breakByHand(pty);
    await pty.shows(fault.said, WITHIN_MS).catch(() => {});
    await wait(LOSS_MS);
    const screen = pty.screen();
    const cpuMsByProcess = new Map(
      [...after.cpuSeconds].map(([name, cpu]) => [
        name,
        ((cpu - (before.cpuSeconds.get(name) ?? 0)) * 1_000) / inferences,
      ]),
    );
    return {
      perSecond: inferences / tookSeconds,
      cpuPercent: ((after.ownSeconds - before.ownSeconds) / tookSeconds) * 100,
      bytesPerSecond: (after.bytes - before.bytes) / tookSeconds,
      megabytes: pty.residentMegabytes(),
      cpuMsByProcess,
      laneIsRight: !isBlamedBefore && fault.said.test(screen) && fault.lane.test(screen),
      conserved: /conserved/.test(screen) && !/NOT conserved/.test(screen),
      screen,
    };
  } finally {
    await pty.quit();
  }
}

/** From the flow screen to the list of faults, and back to the flow by requests. */
async function breakByHand(pty: PtyProgram): Promise<void> {
  for (const keys of ['\u001b', 'f', '/', fault.name, '\r', '\r', 'v']) {
    pty.press(keys);
    await wait(600);
  }
  for (let turn = 0; turn < 6 && !/by requests/.test(pty.screen()); turn += 1) {
    pty.press('v');
    await wait(600);
  }
}

/** The attempts of every model, as the screen's own titles tell them, and what was used so far. */
async function counted(pty: PtyProgram) {
  const models = new Map<string, number>();
  for (let turn = 0; turn < 12 && models.size < 3; turn += 1) {
    const [, model, attempts] =
      /── (\S+), last 15 m, by requests: ([\d,]+) attempt/.exec(pty.screen()) ?? [];
    if (model !== undefined) models.set(model, Number(attempts?.replaceAll(',', '')));
    pty.press('m');
    await wait(600);
  }
  for (let turn = 0; turn < 6 && !/── chat, /.test(pty.screen()); turn += 1) {
    pty.press('m');
    await wait(600);
  }
  return {
    attempts: [...models.values()].reduce((sum, one) => sum + one, 0),
    atMs: performance.now(),
    bytes: pty.bytes,
    ownSeconds: pty.cpuSeconds(),
    cpuSeconds: cpuOfTree(pty.pid),
  };
}

/** Seconds of processor time by name, of a process and all that it began. */
function cpuOfTree(root: number): ReadonlyMap<string, number> {
  const all = new Map<number, { parent: number; name: string; seconds: number }>();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const stat = readStat(entry);
    if (stat) all.set(Number(entry), stat);
  }
  const isOurs = (pid: number): boolean => {
    const one = all.get(pid);
    return pid === root || (one !== undefined && one.parent > 1 && isOurs(one.parent));
  };
  const sums = new Map<string, number>();
  for (const [pid, { name, seconds }] of all) {
    if (!isOurs(pid)) continue;
    const called = pid === root ? 'console and clients' : name;
    sums.set(called, (sums.get(called) ?? 0) + seconds);
  }
  return sums;
}

/** Null for a process that has ended meanwhile. */
function readStat(pid: string) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    const name = line.replace('weaklink-sandbox ', '').slice(0, 40);
    return {
      parent: Number(fields[1]),
      name,
      seconds: (Number(fields[11]) + Number(fields[12])) / TICKS,
    };
  } catch {
    return null;
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
