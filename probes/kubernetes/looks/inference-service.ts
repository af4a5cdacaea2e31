import { safe } from '../../../src/text/sanitise.ts';
import { resources } from '../api/resources.ts';
import { isAsleep, judgeInferenceService } from '../judge/inference-service.ts';
import { once } from '../judge/pods.ts';
import { inferenceService } from '../objects/others.ts';
import { readAll } from '../objects/parts.ts';
import { specDigest } from '../spec-digest.ts';
import { type Look, type Result, withoutIt } from './parts.ts';
import { listPods, lookIntoPods } from './pods.ts';

/** An InferenceService of KServe, with the pods that serve its model now. */
export async function lookAtInferenceService(name: string, look: Look): Promise<Result> {
  const answer = await look.api.get(resources.inferenceServices, name, look.namespace);
  if (answer.kind === 'refused') return answer;
  const [own] = readAll(inferenceService, [answer.object]);
  if (!own)
    return { kind: 'refused', why: 'k8s.api_malformed', detail: `inferenceservice/${name}` };
  const signs = judgeInferenceService(own, look);
  const pods = await listPods(`serving.kserve.io/inferenceservice=${name}`, look);
  const facts = {
    'k8s.spec': safe`${specDigest(answer.object)}`,
    'k8s.model_state': look.kept.fact(own.status.modelStatus.transitionStatus),
  };
  if (pods.kind === 'refused') {
    const unseen = withoutIt(pods, 'pods', look);
    return { kind: 'found', signs, facts: { ...facts, ...unseen }, well: safe`ready` };
  }
  const living = pods.states.filter(({ isGone }) => !isGone);
  const isWell = signs.length === 0;
  const asleep = isAsleep(own, living.length);
  const found = await lookIntoPods(pods.states, living.length, look);
  // A cold start is no fault: KServe says whether the service holds.
  const ofPods = isWell
    ? found.signs.filter(({ symptom }) => symptom !== 'k8s.starting')
    : found.signs;
  return {
    ...found,
    signs: once(isWell ? ofPods : [...withoutStarting(ofPods), ...signs, ...ofPods]),
    facts: { ...facts, ...found.facts, ...(asleep ? { 'k8s.asleep': true } : {}) },
    well: asleep ? safe`ready, asleep until asked` : safe`ready, ${living.length} pods`,
  };
}

/** What ails its pods says more than that it is not ready; that they are starting says less. */
function withoutStarting<T extends { readonly symptom: string }>(
  signs: readonly T[],
): readonly T[] {
  return signs.filter(({ symptom }) => symptom !== 'k8s.starting');
}
