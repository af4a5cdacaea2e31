import {
  ago,
  event,
  pod,
  terminated,
  waiting,
  workload,
} from '../../../support/fakes/kubernetes-objects.ts';
import { conforms, ill, loop, type Row, running } from './rows.ts';

const containers: readonly Row[] = [
  [
    'a well workload',
    [workload({ replicas: 2 }), pod(), pod({ name: 'b' })],
    'deployment/vllm',
    null,
  ],
  [
    'a crash loop',
    ill({ container: { state: loop, lastState: terminated(1, 'Error'), restartCount: 7 } }),
    'deployment/vllm',
    'k8s.crash_loop',
  ],
  [
    'a crash loop for lack of memory',
    ill({ container: { state: loop, lastState: terminated(137, 'OOMKilled'), restartCount: 4 } }),
    'deployment/vllm',
    'k8s.oom_killed',
    'k8s.crash_loop',
  ],
  [
    'an init container that runs out of memory',
    ill({
      phase: 'Pending',
      init: { state: loop, lastState: terminated(137, 'OOMKilled'), restartCount: 3 },
      container: { state: waiting('PodInitializing') },
    }),
    'deployment/vllm',
    'k8s.oom_killed',
    'k8s.init_failed',
  ],
  [
    'an init container that fails',
    ill({
      phase: 'Pending',
      init: { state: terminated(1, 'Error', 20, 'RuntimeError: Failed to fetch model.') },
      container: { state: waiting('PodInitializing') },
    }),
    'deployment/vllm',
    'k8s.init_failed',
  ],
  [
    'killed by its liveness probe while it loads',
    ill(
      { container: { state: loop, lastState: terminated(137, 'Error'), restartCount: 5 } },
      event({}, 'Unhealthy', 'Liveness probe failed: HTTP probe failed with statuscode: 503'),
      event({}, 'Killing', 'Container vllm failed liveness probe, will be restarted', {
        type: 'Normal',
      }),
    ),
    'deployment/vllm',
    'k8s.killed_by_check',
    'k8s.crash_loop',
  ],
  [
    'up between two crashes',
    ill({
      container: {
        state: running(10),
        lastState: terminated(1, 'Error', 12),
        restartCount: 5,
        ready: false,
      },
    }),
    'deployment/vllm',
    'k8s.crash_loop',
  ],
  [
    'a secret that is not there',
    ill({
      phase: 'Pending',
      container: { state: waiting('CreateContainerConfigError', 'secret "hf-token" not found') },
    }),
    'deployment/vllm',
    'k8s.secret_missing',
  ],
  [
    'a key that the secret lacks',
    ill({
      phase: 'Pending',
      container: {
        state: waiting(
          'CreateContainerConfigError',
          "couldn't find key HF_TOKEN in Secret llm/hf-token",
        ),
      },
    }),
    'deployment/vllm',
    'k8s.secret_missing',
  ],
  [
    'a ConfigMap that is not there',
    ill({
      phase: 'Pending',
      container: { state: waiting('CreateContainerConfigError', 'configmap "router" not found') },
    }),
    'deployment/vllm',
    'k8s.config_missing',
  ],
  [
    'another mistake of the configuration',
    ill({
      phase: 'Pending',
      container: {
        state: waiting(
          'CreateContainerConfigError',
          'container has runAsNonRoot and image will run as root',
        ),
      },
    }),
    'deployment/vllm',
    'k8s.config_error',
  ],
  [
    'a program that is not in the image',
    ill({
      container: {
        state: waiting(
          'RunContainerError',
          'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "vllm": executable file not found in $PATH',
        ),
      },
    }),
    'deployment/vllm',
    'k8s.start_error',
  ],
  [
    'the container toolkit cannot get at the driver',
    ill({
      container: {
        state: waiting(
          'RunContainerError',
          'error running hook #0: exit status 1, stdout: , stderr: nvidia-container-cli: initialization error: driver rpc error: timed out',
        ),
      },
    }),
    'deployment/vllm',
    'k8s.gpu_refused',
  ],
  [
    'runs and was never ready for long',
    ill({ ageSeconds: 3_600, container: { state: running(3_500), ready: false } }),
    'deployment/vllm',
    'k8s.not_ready',
  ],
  [
    'loads its weights',
    ill({ ageSeconds: 90, container: { state: running(80), ready: false } }),
    'deployment/vllm',
    'k8s.starting',
  ],
  [
    'was ready and is not any more',
    ill({
      ageSeconds: 500,
      container: { state: running(490), ready: false },
      conditions: [
        { type: 'PodScheduled', status: 'True' },
        { type: 'Ready', status: 'False', lastTransitionTime: ago(60) },
      ],
    }),
    'deployment/vllm',
    'k8s.not_ready',
  ],
  [
    'was restarted lately and serves',
    [
      workload(),
      pod({
        container: {
          state: running(300),
          ready: true,
          lastState: terminated(137, 'OOMKilled', 305),
          restartCount: 1,
        },
      }),
    ],
    'deployment/vllm',
    'k8s.restarted',
  ],
  [
    'crashes once a day, and was restarted a minute ago',
    [
      workload(),
      pod({
        container: {
          state: running(60),
          ready: true,
          lastState: {
            terminated: { ...terminated(1, 'Error', 65).terminated, startedAt: ago(86_400) },
          },
          restartCount: 12,
        },
      }),
    ],
    'deployment/vllm',
    'k8s.restarted',
  ],
  [
    'a sidecar that crashes',
    ill({
      sidecar: true,
      init: { state: loop, lastState: terminated(2, 'Error'), restartCount: 4 },
      container: { state: waiting('PodInitializing') },
    }),
    'deployment/vllm',
    'k8s.crash_loop',
  ],
  [
    'a pod that failed for a reason of its own',
    [
      pod({
        name: 'job',
        phase: 'Failed',
        reason: 'DeadlineExceeded',
        message: 'was active longer than 60 s',
      }),
    ],
    'pod/job',
    'k8s.exited',
  ],
  [
    'was restarted long ago',
    [
      workload(),
      pod({
        container: {
          state: running(9_000),
          ready: true,
          lastState: terminated(1, 'Error', 9_010),
          restartCount: 3,
        },
      }),
    ],
    'deployment/vllm',
    null,
  ],
  [
    'a bare pod that ended with an error',
    [pod({ name: 'job', container: { state: terminated(3, 'Error') } })],
    'pod/job',
    'k8s.exited',
  ],
  ['a pod that ended well', [pod({ name: 'job', phase: 'Succeeded' })], 'pod/job', null],
];

conforms(containers);
