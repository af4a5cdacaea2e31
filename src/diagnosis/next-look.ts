import type { Chain, LinkId } from '../chain/types.ts';
import type { NextLook } from '../events/verdict.ts';
import { safe } from '../text/sanitise.ts';
import type { Fault } from './hypotheses.ts';
import { meetingOf, probabilityGiven } from './likelihood.ts';
import type { Stream } from './stream.ts';

/** Two hypotheses that a look tells apart less often than this are the same to it. */
const tellsApart = 0.15;

/** The look, of those that run, that tells two rival faults apart best per second it takes. */
export function nextLook(
  chain: Chain,
  one: Fault,
  other: Fault,
  streams: readonly Stream[],
): NextLook | null {
  let best: { stream: Stream; distance: number; score: number } | null = null;
  for (const stream of streams) {
    const distance = distanceOn(stream, one, other);
    const score = distance / Math.max(0.2, secondsOf(stream));
    if (distance >= tellsApart && (!best || score > best.score)) best = { stream, distance, score };
  }
  const rivals = nameRivals(one, other);
  if (!best) return missingLook(chain, one.link, streams, rivals);
  return {
    link: best.stream.link,
    probe: best.stream.probe,
    stream: best.stream.key,
    why: safe`tells ${rivals}`,
    command: best.stream.last.command,
    seconds: Math.max(0.1, Math.round(secondsOf(best.stream) * 10) / 10),
  };
}

function nameRivals(one: Fault, other: Fault): string {
  return one.link === other.link
    ? `${one.mode.id} from ${other.mode.id}`
    : `${one.link} from ${other.link}`;
}

function secondsOf(stream: Stream): number {
  return stream.last.durationMs / 1_000;
}

/** Total variation distance between what the two faults would show on this series, 0…1. */
function distanceOn(stream: Stream, one: Fault, other: Fault): number {
  const a = meetingOf(stream, one);
  const b = meetingOf(stream, other);
  const symptoms = new Set(['ok', ...Object.keys(a?.shows ?? {}), ...Object.keys(b?.shows ?? {})]);
  let distance = 0;
  for (const symptom of symptoms) {
    distance += Math.abs(probabilityGiven(a, symptom) - probabilityGiven(b, symptom));
  }
  return distance / 2;
}

/** Probes that see a link from beside its serving path, or through it, best first. */
const probesWorthAdding = ['openai', 'process', 'docker', 'gpu', 'host', 'http', 'tcp'] as const;

/** Nothing that runs can decide: name a probe that could. */
function missingLook(
  chain: Chain,
  link: LinkId,
  streams: readonly Stream[],
  rivals: string,
): NextLook | null {
  const kind = chain.links.find(({ id }) => id === link)?.kind;
  const present = new Set(streams.filter((s) => s.link === link).map(({ probe }) => probe));
  const fitting = probesWorthAdding.filter((probe) => fits(probe, kind));
  const probe = fitting.find((candidate) => !present.has(candidate));
  if (!probe) return null;
  return {
    link,
    probe,
    stream: null,
    why: safe`no look tells ${rivals}; a ${probe} probe of ${link} could`,
    command: null,
    seconds: 2,
  };
}

function fits(probe: (typeof probesWorthAdding)[number], kind: string | undefined): boolean {
  switch (probe) {
    case 'gpu':
    case 'host':
      return kind === probe;
    case 'docker':
      return kind === 'container';
    case 'openai':
      return ['gateway', 'router', 'provider', 'inference-server', 'model'].includes(kind ?? '');
    default:
      return !['gpu', 'host', 'container', 'dns', 'certificate'].includes(kind ?? '');
  }
}
