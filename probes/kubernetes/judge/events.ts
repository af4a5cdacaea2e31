import { formatDuration } from '../../../src/platform/duration.ts';
import type { SafeText } from '../../../src/text/safe-text.ts';
import { safe } from '../../../src/text/sanitise.ts';
import type { ClusterEvent } from '../objects/event.ts';
import type { KubernetesSymptom } from '../symptoms.ts';
import { pullCause } from './pull.ts';
import { type Judging, type Sign, said, sign } from './sign.ts';

/** Milliseconds: what happened longer ago is no longer what is wrong now. The cluster forgets after an hour. */
const RECENT_MS = 900_000;
/** Pieces of evidence that are events. */
const MOST_TOLD = 4;

/** Events of one kind about one thing, however often they came. */
export interface EventGroup {
  readonly reason: string;
  readonly object: string;
  readonly message: string;
  readonly isWarning: boolean;
  readonly times: number;
  readonly lastMs: number;
}

/** The newest first, repeated ones together, without those of another time. */
export function groupEvents(
  events: readonly ClusterEvent[],
  { nowMs }: Pick<Judging, 'nowMs'>,
): readonly EventGroup[] {
  const groups = new Map<string, EventGroup>();
  for (const event of events) {
    const lastMs = lastSeen(event);
    if (nowMs - lastMs > RECENT_MS) continue;
    const { kind, name } = event.involvedObject;
    const object = `${kind.toLowerCase()}/${name}`;
    const key = `${event.reason}\0${object}\0${event.message}`;
    const before = groups.get(key);
    groups.set(key, {
      reason: event.reason,
      object,
      message: event.message,
      isWarning: event.type === 'Warning',
      times: (before?.times ?? 0) + Math.max(1, event.count, event.series?.count ?? 0),
      lastMs: Math.max(lastMs, before?.lastMs ?? 0),
    });
  }
  return [...groups.values()].toSorted((a, b) => b.lastMs - a.lastMs);
}

function lastSeen(event: ClusterEvent): number {
  return Math.max(
    event.lastTimestamp ?? 0,
    event.series?.lastObservedTime ?? 0,
    event.eventTime ?? 0,
    event.firstTimestamp ?? 0,
  );
}

/** What an event gives away of a fault that the state of the pod does not tell. */
const rules: readonly (readonly [RegExp, RegExp | null, KubernetesSymptom])[] = [
  [/^(?:FailedMount|FailedAttachVolume|FailedMapVolume)$/, /secret "/i, 'k8s.secret_missing'],
  [/^(?:FailedMount|FailedAttachVolume|FailedMapVolume)$/, /configmap "/i, 'k8s.config_missing'],
  [/^(?:FailedMount|FailedAttachVolume|FailedMapVolume)$/, null, 'k8s.mount_failed'],
  [/^(?:FailedCreatePodSandBox|NetworkNotReady)$/, null, 'k8s.sandbox_failed'],
  [/^UnexpectedAdmissionError$/, null, 'k8s.gpu_refused'],
  [
    /^(?:Killing|Unhealthy)$/,
    /failed (?:liveness|startup) probe, will be restarted/i,
    'k8s.killed_by_check',
  ],
  [/^FailedCreate$/, /exceeded quota|failed quota/i, 'k8s.quota_exceeded'],
  [/^FailedCreate$/, null, 'k8s.create_refused'],
];

/** Signs that events show, each once, the newest first. */
export function eventSigns(groups: readonly EventGroup[], judging: Judging): readonly Sign[] {
  const signs = groups.flatMap((group): Sign[] => {
    if (group.reason === 'Failed' && /Failed to pull image/i.test(group.message)) {
      return [
        sign(
          pullCause(group.message),
          safe`the image cannot be pulled`,
          eventWords(group, judging),
        ),
      ];
    }
    const rule = rules.find(
      ([reason, words]) =>
        reason.test(group.reason) && (words === null || words.test(group.message)),
    );
    return rule ? [sign(rule[2], safe`${group.reason}`, eventWords(group, judging))] : [];
  });
  const seen = new Set<string>();
  return signs.filter(({ symptom }) => !seen.has(symptom) && seen.add(symptom));
}

/** The newest warnings, as evidence. */
export function eventEvidence(
  groups: readonly EventGroup[],
  judging: Judging,
): readonly SafeText[] {
  return groups
    .filter(({ isWarning }) => isWarning)
    .slice(0, MOST_TOLD)
    .map((group) => eventWords(group, judging));
}

function eventWords({ reason, object, message, times, lastMs }: EventGroup, judging: Judging) {
  const often = times > 1 ? safe` ${times} times, last` : '';
  const ago = formatDuration(Math.max(0, judging.nowMs - lastMs));
  return safe`event${often} ${ago} ago, ${object} ${reason}: ${said(message, judging)}`;
}
