import { CallGraph } from '../evidence/graph.ts';
import type { MetricCase, ServiceChange } from '../input/case.ts';
import { tokensOf } from '../names/tokens.ts';
import type { Localization } from './localize.ts';
import { type OutsideCause, outsideCauseOf, trafficSurged } from './outside-cause.ts';

/** What stands behind the fault, as far as logs, traffic and changes tell. */
export interface Cause {
  /** `change`: something was deployed or switched; `unknown`: nothing here tells. */
  readonly kind: 'change' | OutsideCause | 'unknown';
  /** The change to blame: only one that stands out clearly. */
  readonly change: ServiceChange | undefined;
  /** Changes that may be it, likeliest first; with none blamed a person must look at these. */
  readonly suspects: readonly { readonly change: ServiceChange; readonly probability: number }[];
}

/** A change shows within so many milliseconds, more often sooner. */
const MEAN_DELAY_MS = 8 * 60_000;
const MAX_DELAY_MS = 45 * 60_000;
/** Clocks of deployments and of metrics differ by so much. Milliseconds. */
const CLOCK_MS = 60_000;
/** A change of a neighbour shows at the culprit this often, against its own. */
const NEIGHBOUR = 0.25;
/** ln of how much a word says that stands in the new errors and in this change alone. */
const SHARED_WORD = 0.7;
const MAX_WORDS = 4;
/** ln odds of no change of the list, before anything is known of them. */
const NO_CHANGE = -0.5;
/** A change is named only when it is this much likelier than everything else together. */
const CLEAR = 0.9;
/** Suspects below this are not worth a look. */
const WORTH = 0.05;
/** Shorter words stand everywhere. */
const MIN_LETTERS = 4;

/**
 * What stands behind the fault. Messages that speak of a name service, a certificate, a provider, a
 * node or bad data, and a surge of traffic, are causes that no change explains. Otherwise a change of
 * the culprit or of its neighbours before its symptoms is suspected, by delay and by what it is about.
 */
export function causeOf(
  input: MetricCase,
  {
    services,
    localization,
  }: {
    services: ReadonlyMap<string, number>;
    localization: Localization;
  },
): Cause {
  const { evidence, windows } = localization;
  const errors = [...evidence.services.values()].flatMap(({ log }) => log?.fresh ?? []);
  const outside = outsideCauseOf(errors) ?? (trafficSurged(localization) ? 'traffic' : undefined);
  if (outside) return { kind: outside, change: undefined, suspects: [] };
  const suspects = suspectsOf(input, services, windows.onsetMs, errors);
  const sum = suspects.reduce((total, { probability }) => total + probability, 0);
  const [first] = suspects;
  return {
    kind: sum > 0.5 ? 'change' : 'unknown',
    change: first && first.probability >= CLEAR ? first.change : undefined,
    suspects: suspects.filter(({ probability }) => probability >= WORTH),
  };
}

function suspectsOf(
  { changes, edges }: MetricCase,
  services: ReadonlyMap<string, number>,
  onsetMs: number,
  errors: readonly string[],
) {
  const graph = new CallGraph(edges);
  const said = new Set(errors.flatMap(wordsOf));
  const names = new Set([...services.keys()].flatMap(wordsOf));
  const scored = changes
    .filter(({ timeMs }) => timeMs <= onsetMs + CLOCK_MS && onsetMs - timeMs <= MAX_DELAY_MS)
    .map((change) => {
      const elsewhere = new Set(
        changes.filter((other) => other !== change).flatMap(({ what }) => wordsOf(what)),
      );
      const shared = new Set(
        wordsOf(change.what).filter(
          (word) => said.has(word) && !elsewhere.has(word) && !names.has(word),
        ),
      );
      const near = [...graph.callers(change.service), ...graph.callees(change.service)];
      const place = Math.max(
        services.get(change.service) ?? 0,
        ...near.map((name) => NEIGHBOUR * (services.get(name) ?? 0)),
      );
      const delay = Math.max(0, onsetMs - change.timeMs) / MEAN_DELAY_MS;
      const words = SHARED_WORD * Math.min(MAX_WORDS, shared.size);
      return { change, weight: place * Math.exp(words - delay) };
    });
  const total = scored.reduce((sum, { weight }) => sum + weight, Math.exp(NO_CHANGE));
  return scored
    .map(({ change, weight }) => ({ change, probability: weight / total }))
    .sort((a, b) => b.probability - a.probability);
}

function wordsOf(text: string): string[] {
  return tokensOf(text).filter((word) => word.length >= MIN_LETTERS && !/^\d+$/.test(word));
}
