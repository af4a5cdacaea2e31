import { pullSymptom } from '../../docker/pull.ts';
import type { KubernetesSymptom } from '../symptoms.ts';

type PullSymptom = Extract<KubernetesSymptom, `k8s.image_pull${string}`>;

/** Words of the kubelet and of containerd that Docker does not use; the first that fits. */
const ownRules: readonly (readonly [PullSymptom, RegExp])[] = [
  ['k8s.image_pull_rate_limit', /pull QPS exceeded|toomanyrequests|too many requests|rate limit/i],
  ['k8s.image_pull_platform', /no match for platform in manifest|no matching manifest/i],
  ['k8s.image_pull_auth', /authorization failed|unexpected status[^:]*: 40[13]\b/i],
  ['k8s.image_pull_unreachable', /: Try again$|failed to do request: /i],
  ['k8s.image_pull_not_found', /code = NotFound|manifest unknown|:[^\s:]+: not found$/i],
];

/** Reasons for which a container waits that are about its image. */
const pullReasons: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
]);

export function isAboutImage(reason: string): boolean {
  return pullReasons.has(reason);
}

/** Why an image cannot be had, by the words of whoever tried to pull it. */
export function pullCause(message: string): PullSymptom {
  const words = message.trim().replace(/["\\]+$/, '');
  const rule = ownRules.find(([, pattern]) => pattern.test(words));
  if (rule) return rule[0];
  const asDocker = pullSymptom(0, words);
  return asDocker === null
    ? 'k8s.image_pull'
    : (asDocker.replace('docker.', 'k8s.') as PullSymptom);
}
