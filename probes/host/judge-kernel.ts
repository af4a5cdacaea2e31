import { formatDuration } from '../../src/platform/duration.ts';
import { safe } from '../../src/text/sanitise.ts';
import type { KernelSign, KernelSignKind } from '../system/kernel-signs.ts';
import type { HostJudgement } from './judge.ts';
import type { HostOptions } from './options.ts';
import type { HostReadings } from './readings.ts';
import { SLOW_INTERVAL_MS, stuckKey } from './slow-readings.ts';
import type { StuckTask } from './tasks.ts';

/** Rounds in a row in which a task stands in the same place of the kernel: half a minute and more. */
const STUCK_ROUNDS = 3;
/** How long after a start the panic before it is what is wrong: what it broke off is being repaired. */
const PANIC_LOOKBACK_MS = 1_800_000;

type Symptom = HostJudgement['symptom'];

interface Told {
  readonly kind: KernelSignKind;
  readonly symptom: Symptom;
  /** With what stands in the line: `sda fails to read or write`. */
  readonly words: string;
}

const tellingKinds: readonly Told[] = [
  { kind: 'kernel-fault', symptom: 'host.kernel_fault', words: 'the kernel itself failed' },
  { kind: 'read-only', symptom: 'host.readonly_fs', words: 'became read-only' },
  { kind: 'io-error', symptom: 'host.io_error', words: 'fails to read or write' },
  { kind: 'file-table', symptom: 'host.fd_exhausted', words: 'the table of open files is full' },
  {
    kind: 'connection-table',
    symptom: 'host.connection_table_full',
    words: 'the table of tracked connections is full',
  },
  { kind: 'hung-task', symptom: 'host.hung_task', words: 'hangs in the kernel' },
  { kind: 'hardware', symptom: 'host.hardware_error', words: 'an error of the hardware' },
];

/** What the kernel log tells of, once for each kind, by its newest line. */
export function judgeSigns(
  { signs }: Pick<HostReadings, 'signs'>,
  { kernelLookbackMs }: Pick<HostOptions, 'kernelLookbackMs'>,
): readonly HostJudgement[] {
  const recent = signs.filter(
    ({ ageMs }) => (ageMs ?? Number.POSITIVE_INFINITY) < kernelLookbackMs,
  );
  return tellingKinds.flatMap(({ kind, symptom, words }): readonly HostJudgement[] => {
    const newest = recent.findLast((sign) => sign.kind === kind);
    if (!newest) return [];
    const count = recent.filter((sign) => sign.kind === kind).length;
    const ago = formatDuration(newest.ageMs ?? 0);
    const which = newest.thing === '' ? words : `${newest.thing} ${words}`;
    return [
      {
        symptom,
        summary: safe`${which}`,
        evidence: safe`kernel log, ${count} times, last ${ago} ago: ${newest.line}`,
      },
    ];
  });
}

/** A disk that was there and is not is one that its controller has given up. */
export function judgeDisks({ slow }: HostReadings): readonly HostJudgement[] {
  return slow.goneDisks.map(
    (disk): HostJudgement => ({
      symptom: 'host.io_error',
      summary: safe`the disk ${disk.name} is gone`,
      evidence: safe`lsblk told of ${disk.name} (${disk.model}) before, and does not any more`,
    }),
  );
}

/** Tasks that stand in the kernel look after look; one that only reads much is met elsewhere each time. */
export function judgeStuckTasks({ slow }: HostReadings): readonly HostJudgement[] {
  const stuck = (slow.tasks?.stuck ?? []).filter(
    (task) => (slow.stuckFor.get(stuckKey(task)) ?? 0) >= STUCK_ROUNDS,
  );
  const [first] = stuck;
  if (!first) return [];
  const forMs = (STUCK_ROUNDS - 1) * SLOW_INTERVAL_MS;
  return [
    {
      symptom: 'host.hung_task',
      summary: safe`${stuck.length} hang in the kernel: ${nameOf(first)}`,
      evidence: safe`for more than ${formatDuration(forMs)} in the same place of the kernel (state D): ${stuck.slice(0, 5).map(nameOf).join(', ')}`,
    },
  ];
}

function nameOf({ name, pid, waitsIn }: StuckTask): string {
  return `${name} (${pid}) in ${waitsIn}`;
}

/** A file system whose server does not answer, by our own question or by the kernel's word. */
export function judgeHungMounts({
  hungMounts,
  signs,
}: Pick<HostReadings, 'hungMounts' | 'signs'>): readonly HostJudgement[] {
  const judgements = hungMounts.map(
    (point): HostJudgement => ({
      symptom: 'host.mount_hung',
      summary: safe`${point} does not answer`,
      evidence: safe`the file system at ${point} gave no answer in time, again and again`,
    }),
  );
  return [...judgements, ...silentServers(signs).map(silentServer)];
}

/** By the last word on each server: the kernel says when one answers again. */
function silentServers(signs: readonly KernelSign[]): readonly KernelSign[] {
  const last = new Map<string, KernelSign>();
  for (const sign of signs) {
    if (sign.kind === 'server-silent' || sign.kind === 'server-back') last.set(sign.thing, sign);
  }
  return [...last.values()].filter(({ kind }) => kind === 'server-silent');
}

function silentServer({ thing, ageMs, line }: KernelSign): HostJudgement {
  return {
    symptom: 'host.mount_hung',
    summary: safe`file server ${thing} does not answer`,
    evidence: safe`kernel log, ${formatDuration(ageMs ?? 0)} ago, and no word since that it is back: ${line}`,
  };
}

/** The machine started a moment ago because its kernel had died. */
export function judgeLastWords({
  lastWords,
  uptimeMs,
}: Pick<HostReadings, 'lastWords' | 'uptimeMs'>): readonly HostJudgement[] {
  if (lastWords === null || uptimeMs === undefined || uptimeMs > PANIC_LOOKBACK_MS) return [];
  return [
    {
      symptom: 'host.kernel_fault',
      summary: safe`started ${formatDuration(uptimeMs)} ago after a panic`,
      evidence: safe`kept by the firmware: ${lastWords}`,
    },
  ];
}
