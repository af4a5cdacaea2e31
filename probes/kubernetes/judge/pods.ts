import { safe } from '../../../src/text/sanitise.ts';
import type { PodState } from './pod.ts';
import { type Sign, sign } from './sign.ts';

/** Signs of all pods together, each symptom once with the pod that shows it first. */
export function podSigns(states: readonly PodState[], desired: number): readonly Sign[] {
  const living = states.filter(({ isGone }) => !isGone);
  const ready = living.filter(({ isReady }) => isReady);
  const signs = [
    ...living.flatMap((state) => state.signs),
    ...states
      .filter(({ isGone }) => isGone)
      .flatMap((state) => remains(state, ready.length < desired)),
  ];
  // A rollout has starting pods beside those that serve: nothing is wrong with that.
  const telling =
    ready.length > 0 ? signs.filter(({ symptom }) => symptom !== 'k8s.starting') : signs;
  const unwell = living.filter(({ isReady, signs: own }) => !isReady && own.some(isFault));
  const some =
    ready.length > 0 && unwell.length > 0
      ? [sign('k8s.some_unavailable', safe`${ready.length} of ${living.length} pods are ready`)]
      : [];
  return once([...some, ...telling]);
}

/** A pod that failed is kept as a record; it counts only where nobody has taken its place. */
function remains({ pod, signs }: PodState, isMissed: boolean): readonly Sign[] {
  return isMissed || pod.metadata.deletionTimestamp !== null ? signs : [];
}

function isFault({ symptom }: Sign): boolean {
  return symptom !== 'k8s.starting' && symptom !== 'k8s.restarted';
}

export function once(signs: readonly Sign[]): readonly Sign[] {
  const seen = new Set<string>();
  return signs.filter(({ symptom }) => !seen.has(symptom) && seen.add(symptom));
}

/** The pods about which most is to be asked: those that are not ready, the newest first. */
export function troubled(states: readonly PodState[]): readonly PodState[] {
  const born = ({ pod }: PodState) => pod.metadata.creationTimestamp ?? 0;
  return states
    .filter(({ signs, isGone }) => signs.length > 0 && !isGone)
    .toSorted((a, b) => Number(a.isReady) - Number(b.isReady) || born(b) - born(a));
}
