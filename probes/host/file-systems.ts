import { posix } from 'node:path';
import type { LookContext } from '../probe.ts';
import { hostAnswers } from '../system/host-answers.ts';
import { programDeadlineMs } from '../system/program-deadline.ts';
import { unlessLost } from '../system/unless-lost.ts';
import { isRemote, type Mount } from './mounts.ts';

export interface FileSystem {
  readonly mount: Mount;
  readonly sizeBytes: number;
  /** For users other than root, who may use a reserve. */
  readonly availableBytes: number;
  /** Of what users other than root may use, as `df` counts. */
  readonly usedPercent: number;
  /** 0 where the file system has no fixed number of them. */
  readonly inodes: number;
  readonly inodesFree: number;
}

export interface FileSystems {
  readonly read: readonly FileSystem[];
  /** Mount points that did not answer in time, now or a moment ago. */
  readonly silent: readonly string[];
  /** Those of them that are known to hang: asked twice, or the question itself cannot be ended. */
  readonly hung: readonly string[];
}

/** What earlier looks learnt about file systems that do not answer. */
export interface Silence {
  /** By mount point. */
  readonly since: ReadonlyMap<string, Silent>;
  /** The common question hung: ask each on its own, to see which. */
  readonly apart: boolean;
}

interface Silent {
  /** Monotonic milliseconds of the last question that found it silent. */
  readonly atMs: number;
  /** Questions in a row that found it silent while another command was answered. */
  readonly times: number;
  /** The program that asked cannot be killed: the kernel waits for ever. */
  readonly isStuck: boolean;
}

export const noSilence: Silence = { since: new Map(), apart: false };

/** Mounts asked in one look. Hosts with more of them are looked at with the option `mounts`. */
const MOST_MOUNTS = 32;
/** Milliseconds for one question; a local file system answers in less than one. */
const STAT_MS = 1_500;
/** Milliseconds for which a silent mount is left alone: each question leaves a process behind that cannot be killed. */
const LEFT_ALONE_MS = 60_000;
/** Silent questions that prove a hang; one may be due to a busy machine. */
const PROOF = 2;
/** Block size, blocks, free, available, inodes, free inodes; the name last, as it may hold blanks. */
const FORMAT = '%S %b %f %a %c %d %n';

/**
 * The state of file systems, through `stat -f`: a server that is gone hangs the program, not this
 * process. Local ones are asked together, remote ones each on its own.
 */
export async function readFileSystems(
  context: LookContext,
  root: string,
  mounts: readonly Mount[],
  before: Silence,
): Promise<FileSystems & { readonly silence: Silence }> {
  const nowMs = context.clock.monotonic();
  const known = new Map([...before.since].filter(([, { atMs }]) => nowMs - atMs < LEFT_ALONE_MS));
  const leftAlone = (point: string) => isProven(known.get(point));
  const chosen = mounts.filter(({ point }) => !leftAlone(point)).slice(0, MOST_MOUNTS);
  const isApart = (mount: Mount) => before.apart || isRemote(mount) || known.has(mount.point);
  const groups = [
    chosen.filter((mount) => !isApart(mount)),
    ...chosen.filter(isApart).map((mount) => [mount]),
  ].filter(({ length }) => length > 0);
  const asking = Promise.all(groups.map((group) => ask(context, root, group)));
  const answering = hostAnswers(asking, context, {
    limitMs: programDeadlineMs(context, STAT_MS),
  });
  const answers = await asking;
  // Where all is late, a question without an answer proves nothing.
  const isProof =
    answers.some(({ silent }) => silent.length > 0) && (await answering) === 'answers';
  const since = new Map([...known].filter(([point]) => leftAlone(point)));
  for (const { silent, isStuck } of answers) {
    const [mount, ...others] = silent;
    if (!mount || others.length > 0) continue;
    const times = before.since.get(mount.point)?.times ?? 0;
    since.set(mount.point, {
      atMs: nowMs,
      times: isProof ? times + 1 : times,
      isStuck: isProof && isStuck,
    });
  }
  const silent = answers.flatMap((answer) => answer.silent.map(({ point }) => point));
  return {
    read: answers.flatMap(({ read }) => read),
    silent: [...new Set([...since.keys(), ...silent])],
    hung: [...since].filter(([, one]) => isProven(one)).map(([point]) => point),
    silence: {
      since,
      apart: before.apart || answers.some((answer) => answer.silent.length > 1),
    },
  };
}

function isProven(silent: Silent | undefined): boolean {
  return silent !== undefined && (silent.isStuck || silent.times >= PROOF);
}

interface Answer {
  readonly read: readonly FileSystem[];
  readonly silent: readonly Mount[];
  readonly isStuck: boolean;
}

async function ask(context: LookContext, root: string, group: readonly Mount[]): Promise<Answer> {
  const paths = group.map(({ point }) => posix.join(root, point));
  const asked = await context.vantage.exec(['stat', '-f', '-c', FORMAT, '--', ...paths], {
    deadlineMs: programDeadlineMs(context, STAT_MS),
    signal: context.signal,
  });
  const result = unlessLost(asked);
  if (result.kind === 'timed-out') {
    // One that is merely slow to die on a busy machine stands elsewhere.
    return { read: [], silent: group, isStuck: result.stillRunning && result.state === 'D' };
  }
  // One that has just been unmounted makes it fail; the others are still there.
  const lines = result.kind === 'ended' ? result.stdout.split('\n') : [];
  const read = lines.flatMap((line) => {
    const match = /^(\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (.+)$/.exec(line);
    const mount = group[paths.indexOf(match?.[7] ?? '')];
    return match && mount ? fileSystemOf(mount, match.slice(1, 7).map(Number)) : [];
  });
  return { read, silent: [], isStuck: false };
}

/** @returns nothing for a file system without size: it holds no data */
function fileSystemOf(mount: Mount, numbers: readonly number[]): readonly FileSystem[] {
  const [blockBytes = 0, blocks = 0, free = 0, available = 0, inodes = 0, inodesFree = 0] = numbers;
  const used = blocks - free;
  if (blocks === 0 || used + available <= 0) return [];
  return [
    {
      mount,
      sizeBytes: blocks * blockBytes,
      availableBytes: available * blockBytes,
      usedPercent: (100 * used) / (used + available),
      inodes,
      inodesFree,
    },
  ];
}
