import type { Outcome } from '../../src/events/types.ts';
import type { Dice } from './dice.ts';
import type { Ask } from './reply.ts';
import { seenAs, silenceAs } from './seen.ts';
import type { Walker } from './walk.ts';
import type { Series } from './world.ts';

export interface Found {
  readonly symptom: string | null;
  readonly outcome: Outcome;
  readonly durationMs: number;
  /** What is broken that had a hand in a look which is not ok. */
  readonly because: readonly string[];
}

export interface LookOptions {
  /** Beyond this an answer is called slow, ms. */
  readonly limitMs?: number;
  /** Part of looks that fail by chance. */
  readonly flaky?: number;
}

/** Part of looks that fail with nothing broken. */
const flakyShare = 0.02;

const softFailures: Readonly<Record<string, readonly string[]>> = {
  tcp: ['tcp.timeout', 'tcp.reset'],
  tls: ['tls.timeout', 'tls.reset', 'tcp.timeout'],
  http: ['http.timeout', 'http.reset', 'http.503', 'http.502', 'tcp.timeout'],
  openai: ['llm.ttft_timeout', 'http.503', 'http.502', 'http.reset', 'llm.overloaded'],
  dns: ['dns.timeout', 'dns.servfail'],
};
/** A look from beside that fails by chance tells nothing of its target. */
const cannotLook = 'self.deadline';

/** One look: what a probe finds in the world as it is at `nowMs`. */
export function look(
  series: Series,
  walker: Walker,
  nowMs: number,
  dice: Dice,
  { limitMs = Number.POSITIVE_INFINITY, flaky: flakes = flakyShare }: LookOptions = {},
): Found {
  walker.met.clear();
  const { kind, deadlineMs, vantage } = series.plan;
  if (dice.chance(flakes)) return flaky(kind, deadlineMs, dice);
  const ask: Ask = {
    what: whatOf(kind),
    model: series.model,
    vantage,
    nowMs,
    verifies: true,
    depth: 0,
  };
  if (series.reach === 'self') {
    const symptom = walker.beside(series.link, kind, ask);
    return found(symptom, dice.lognormal(kind === 'dns' ? 4 : 25, 0.3), walker.met);
  }
  const { error, ms } = walker.ask(series.link, ask);
  if (ms > deadlineMs || error?.kind === 'silence') {
    const symptom = error?.kind === 'unreached' ? error.symptom : silenceAs(kind);
    return found(symptom, deadlineMs, walker.met);
  }
  const late = ms > limitMs ? (slowSymptoms[kind] ?? null) : null;
  return found(error ? seenAs(kind, error) : late, ms, walker.met);
}

const slowSymptoms: Readonly<Record<string, string>> = {
  tcp: 'tcp.slow',
  http: 'http.slow',
  openai: 'llm.ttft_slow',
};

function whatOf(kind: string): Ask['what'] {
  if (kind === 'tcp') return 'connect';
  if (kind === 'tls') return 'handshake';
  return kind === 'openai' ? 'request' : 'health';
}

function flaky(kind: string, deadlineMs: number, dice: Dice): Found {
  const symptom = dice.pick(softFailures[kind] ?? [cannotLook]);
  const waits = symptom.endsWith('timeout') || symptom === cannotLook;
  return found(symptom, waits ? deadlineMs : dice.lognormal(20, 0.5), new Set());
}

function found(symptom: string | null, durationMs: number, met: ReadonlySet<string>): Found {
  const outcome = outcomeOf(symptom);
  const because = outcome === 'ok' || outcome === 'unknown' ? [] : [...met];
  return { symptom, outcome, durationMs, because };
}

function outcomeOf(symptom: string | null): Outcome {
  if (symptom === null) return 'ok';
  if (symptom.startsWith('self.')) return 'unknown';
  return /slow|throttle|pressure|host\.load/.test(symptom) ? 'degraded' : 'failed';
}
