import type { ServiceChange } from '../../diagnosis/metrics/input/case.ts';
import type { RcaResult } from '../../diagnosis/metrics/verdict/result.ts';
import { sanitise } from '../../text/sanitise.ts';

/** The result as `--json` prints it. `ranking` and `none` sum to 1. */
export function rcaDocument({ ranking, none, onsetMs, cause, alertZ, notes }: RcaResult) {
  return {
    schema: 'weaklink.rca/1',
    ranking: ranking.map(({ service, probability, mode, why }) => ({
      service,
      probability: rounded(probability),
      mode,
      why,
    })),
    none: rounded(none),
    onset: timeOf(onsetMs),
    cause: {
      kind: cause.kind,
      change: cause.change ? changeOf(cause.change) : null,
      suspects: cause.suspects.map(({ change, probability }) => ({
        ...changeOf(change),
        probability: rounded(probability),
      })),
    },
    alertSigmas: alertZ !== undefined && Number.isFinite(alertZ) ? rounded(alertZ) : null,
    notes,
  };
}

/** Small numbers are times of a case without a calendar: seconds since its beginning. */
function timeOf(ms: number): string | number {
  return ms > 1e11 ? new Date(ms).toISOString() : ms / 1_000;
}

function changeOf({ id, service, timeMs, what }: ServiceChange) {
  return {
    id: sanitise(id),
    service: sanitise(service),
    time: timeOf(timeMs),
    what: sanitise(what, { maxCharacters: 120 }),
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
