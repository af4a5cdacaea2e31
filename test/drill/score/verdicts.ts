import type { Expectation, RootCause } from '../../../src/drill/types.ts';
import type { Culprit, Verdict } from '../../../src/events/verdict.ts';
import { safe } from '../../../src/text/sanitise.ts';

const at = '2026-11-21T03:14:02.311Z';

/** `replica-a service.crashed`, the most probable first; none: healthy. */
export function verdict(...blamed: readonly string[]): Verdict {
  const culprits = blamed.map(culprit);
  return {
    at,
    status: blamed.length > 0 ? 'fault' : 'healthy',
    headline: safe`as a test says`,
    culprits,
    cleared: [],
    untested: [],
    links: culprits.map(({ link }) => ({
      link,
      state: 'culprit',
      probability: 0.9,
      why: safe`blamed`,
    })),
    hypotheses: culprits.map(({ link, mode, probability }) => ({
      faults: [{ link, mode }],
      probability,
    })),
    noFaultProbability: blamed.length > 0 ? 0.01 : 0.99,
    outsideProbability: 0.01,
    next: null,
    contradictions: [],
    models: [],
  };
}

/** Something is wrong, nobody is blamed, and a cause outside leads or does not. */
export function undetermined(outsideProbability: number): Verdict {
  return {
    ...verdict(),
    status: 'undetermined',
    noFaultProbability: 0.01,
    outsideProbability,
    links: [{ link: 'router', state: 'suspect', probability: 0.3, why: safe`close` }],
    hypotheses: [
      { faults: [{ link: 'router', mode: 'service.slow' }], probability: 0.3 },
      { faults: [{ link: null, mode: 'outside' }], probability: outsideProbability },
    ].sort((a, b) => b.probability - a.probability),
  };
}

function culprit(text: string): Culprit {
  const [link = '', mode = ''] = text.split(' ');
  const nothing = { evidenceFor: [], evidenceAgainst: [], mayHide: [] };
  const words = { title: safe`${mode}`, remedy: safe`mend it` };
  return { link, mode, probability: 0.8, linkProbability: 0.9, since: at, ...words, ...nothing };
}

/** `replica-a service.crashed`, and answers that are as good. */
export function cause(text: string, ...or: readonly string[]): RootCause {
  const [link = '', mode = null] = text.split(' ');
  const others = or.map((one) => {
    const [otherLink = '', otherMode = null] = one.split(' ');
    return { link: otherLink, mode: otherMode };
  });
  return { link, mode, or: others };
}

export function expectation(
  rootCauses: readonly RootCause[],
  more: Partial<Expectation> = {},
): Expectation {
  return {
    rootCauses,
    verdict: rootCauses.length > 0 ? 'fault' : 'healthy',
    candidates: [],
    propagations: [],
    afterChange: null,
    cleared: [],
    notBlamed: [],
    withinMs: 15_000,
    probability: 0.5,
    recoveryWithinMs: 20_000,
    ...more,
  };
}
