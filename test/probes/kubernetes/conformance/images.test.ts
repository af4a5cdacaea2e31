import { event, waiting } from '../../../support/fakes/kubernetes-objects.ts';
import { conforms, ill, type Row } from './rows.ts';

const image = 'vllm/vllm-openai:nightly';

const resolving = `failed to resolve reference "docker.io/${image}"`;

/** The kubelet's words where an image cannot be pulled. */
function unpulled(why: string, reason = 'ErrImagePull') {
  return ill({
    phase: 'Pending',
    container: {
      state: waiting(reason, `failed to pull and unpack image "docker.io/${image}": ${why}`),
    },
  });
}

const pulls: readonly Row[] = [
  [
    'no such tag',
    unpulled(`${resolving}: docker.io/${image}: not found`),
    'deployment/vllm',
    'k8s.image_pull_not_found',
  ],
  [
    'no such tag, as containerd says it through the kubelet',
    unpulled(`rpc error: code = NotFound desc = ${resolving}: docker.io/${image}: not found`),
    'deployment/vllm',
    'k8s.image_pull_not_found',
  ],
  [
    'no login',
    unpulled(
      `${resolving}: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`,
    ),
    'deployment/vllm',
    'k8s.image_pull_auth',
  ],
  [
    'a token that has ended',
    unpulled(
      `${resolving}: unexpected status from HEAD request to https://ghcr.io/v2/: 403 Forbidden`,
    ),
    'deployment/vllm',
    'k8s.image_pull_auth',
  ],
  [
    'a login that the registry does not take',
    unpulled(
      `${resolving}: failed to authorize: failed to fetch oauth token: unexpected status from POST request to https://auth.example/token: 401 Unauthorized`,
    ),
    'deployment/vllm',
    'k8s.image_pull_auth',
  ],
  [
    'no such tag, as CRI-O says it',
    unpulled('reading manifest nightly in quay.io/vllm/vllm-openai: manifest unknown'),
    'deployment/vllm',
    'k8s.image_pull_not_found',
  ],
  [
    'a registry that fails',
    unpulled(
      `${resolving}: unexpected status from HEAD request to https://ghcr.io/v2/: 502 Bad Gateway`,
    ),
    'deployment/vllm',
    'k8s.image_pull_unreachable',
  ],
  [
    'the limit of the registry',
    unpulled(
      `${resolving}: unexpected status from HEAD request: 429 Too Many Requests - toomanyrequests: You have reached your pull rate limit.`,
    ),
    'deployment/vllm',
    'k8s.image_pull_rate_limit',
  ],
  [
    "the kubelet's own limit",
    unpulled('pull QPS exceeded'),
    'deployment/vllm',
    'k8s.image_pull_rate_limit',
  ],
  [
    'no name for the registry',
    unpulled(
      `${resolving}: failed to do request: Head "https://registry.invalid/v2/": dial tcp: lookup registry.invalid on 127.0.0.53:53: no such host`,
    ),
    'deployment/vllm',
    'k8s.image_pull_unreachable',
  ],
  [
    'a registry that nobody reaches',
    unpulled(
      `rpc error: code = DeadlineExceeded desc = ${resolving}: failed to do request: Head "https://registry-1.docker.io/v2/": dial tcp 198.51.100.5:443: i/o timeout`,
    ),
    'deployment/vllm',
    'k8s.image_pull_unreachable',
  ],
  [
    'a registry with a certificate of its own',
    unpulled(
      `${resolving}: failed to do request: Head "https://harbor.local/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    ),
    'deployment/vllm',
    'k8s.image_pull_unreachable',
  ],
  [
    'an image for another processor',
    unpulled('no match for platform in manifest: not found'),
    'deployment/vllm',
    'k8s.image_pull_platform',
  ],
  [
    'back-off alone, and the cause in an event',
    ill(
      {
        phase: 'Pending',
        container: { state: waiting('ImagePullBackOff', `Back-off pulling image "${image}"`) },
      },
      event(
        {},
        'Failed',
        `Failed to pull image "${image}": ${resolving}: docker.io/${image}: not found`,
      ),
      event({}, 'Failed', 'Error: ErrImagePull'),
    ),
    'deployment/vllm',
    'k8s.image_pull_not_found',
  ],
  [
    'back-off alone, and nobody says why',
    ill({
      phase: 'Pending',
      container: { state: waiting('ImagePullBackOff', `Back-off pulling image "${image}"`) },
    }),
    'deployment/vllm',
    'k8s.image_pull',
  ],
  [
    'an image that must be there and is not',
    ill({
      phase: 'Pending',
      container: {
        state: waiting(
          'ErrImageNeverPull',
          `Container image "${image}" is not present with pull policy of Never`,
        ),
      },
    }),
    'deployment/vllm',
    'k8s.image_pull',
  ],
];

conforms(pulls);
