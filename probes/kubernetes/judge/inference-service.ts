import { safe } from '../../../src/text/sanitise.ts';
import type { InferenceService } from '../objects/others.ts';
import { conditionOf } from '../objects/parts.ts';
import { type Judging, type Sign, said, sign } from './sign.ts';

/** Milliseconds that the making of a new inference service may take: images and weights are large. */
const MAKING_MS = 900_000;
/** States of a model that do not come right by waiting. */
const failedTransitions: ReadonlySet<string> = new Set(['BlockedByFailedLoad', 'InvalidSpec']);
/** Conditions in the order in which one needs the other. */
const parts = [
  'PredictorReady',
  'PredictorConfigurationReady',
  'TransformerReady',
  'RoutesReady',
  'IngressReady',
];

/**
 * What KServe says of a model. Without requests it may have no pod at all and still be ready: the next
 * request starts one.
 */
export function judgeInferenceService(
  { metadata, status }: InferenceService,
  judging: Judging,
): readonly Sign[] {
  const { modelStatus } = status;
  const ready = conditionOf(status, 'Ready');
  if (failedTransitions.has(modelStatus.transitionStatus) && ready?.status !== 'True') {
    const { reason, message } = modelStatus.lastFailureInfo ?? { reason: '', message: '' };
    const words = safe`${modelStatus.transitionStatus}${reason === '' ? '' : safe`: ${reason}`}`;
    const evidence = safe`${words}: ${said(message, judging)}`;
    return [sign('k8s.model_load_failed', words, evidence)];
  }
  if (ready?.status === 'True') return [];
  const broken = parts
    .map((type) => conditionOf(status, type))
    .find((one) => one?.status === 'False');
  const cause = broken ?? ready;
  const evidence = cause
    ? safe`${cause.type} is ${cause.status}, ${cause.reason}: ${said(cause.message, judging)}`
    : safe`it has no conditions yet`;
  const ageMs = judging.nowMs - (metadata.creationTimestamp ?? 0);
  if (broken === undefined && ready?.status !== 'False' && ageMs < MAKING_MS) {
    return [sign('k8s.starting', safe`it is being made`, evidence)];
  }
  return [sign('k8s.inference_not_ready', safe`${cause?.type ?? 'Ready'} is not true`, evidence)];
}

/** Ready without a pod: asleep until somebody asks. */
export function isAsleep({ status }: InferenceService, pods: number): boolean {
  return conditionOf(status, 'Ready')?.status === 'True' && pods === 0;
}
