import type { Fact, Measure } from '../../src/events/types.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';
import type { Finding } from '../probe.ts';
import type { Attempt } from './dial.ts';
import { formatEndpoint } from './endpoint.ts';
import type { NetworkFailure } from './failure.ts';
import type { KeptText } from './kept-text.ts';
import type { Phases } from './phase-clock.ts';

/** Characters of a summary. */
const MAX_SUMMARY_CHARACTERS = 60;

export interface Seen {
  readonly phases: Phases;
  readonly facts?: Readonly<Record<string, Fact>>;
  readonly measures?: readonly Measure[];
}

/** What a look found that ended in a failure of the network, or of this machine. */
export function failureFinding(failure: NetworkFailure, seen: Seen, kept: KeptText): Finding {
  const own = failure.symptom.startsWith('self.');
  return {
    outcome: own ? 'unknown' : 'failed',
    symptom: failure.symptom,
    ...(failure.alsoSeen?.length ? { alsoSeen: failure.alsoSeen } : {}),
    summary: summaryOf(failure.symptom, seen.phases.total ?? 0),
    ...seen,
    facts: { ...seen.facts, 'failed.phase': safe`${failure.phase}` },
    evidence: [safe`${failure.phase}: ${kept.fact(failure.detail)}`],
  };
}

function summaryOf(symptom: NetworkFailure['symptom'], totalMs: number): SafeText {
  if (symptom === 'self.vantage') return safe`cannot stand there`;
  const words = symptom
    .replace('.', ' ')
    .replaceAll('_', ' ')
    .replace(/^self /, '');
  return sanitise(`${words} after ${Math.round(totalMs)} ms`, {
    maxCharacters: MAX_SUMMARY_CHARACTERS,
  });
}

/** Says of each address tried what came of it, where more than the answering one was tried. */
export function attemptFacts(attempts: readonly Attempt[], port: number): Record<string, Fact> {
  const facts: Record<string, Fact> = {};
  for (const { address, failure } of attempts) {
    const where = formatEndpoint({ host: address.address, port });
    facts[`tcp.address.${where}`] = failure ? safe`${failure.symptom}` : safe`connected`;
    if (address.family === 'name') facts['connect.includes'] = safe`the look-up of the name, there`;
  }
  return facts;
}
