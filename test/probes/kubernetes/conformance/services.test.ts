import {
  ago,
  endpointSlice,
  object,
  pod,
  service,
  terminated,
  unschedulable,
} from '../../../support/fakes/kubernetes-objects.ts';
import { conforms, loop, type Row, running } from './rows.ts';

const kserve = 'serving.kserve.io/v1beta1';
const isReady = (status: string, reason = '') => ({
  type: 'Ready',
  status,
  reason,
  message: reason,
});

const services: readonly Row[] = [
  ['a service with endpoints', [service(), endpointSlice([true, false])], 'service/vllm', null],
  [
    'a selector that matches nothing',
    [service('vllm', { selector: { app: 'vlm' } }), pod()],
    'service/vllm',
    'k8s.selector_matches_none',
  ],
  [
    'pods that are not ready',
    [
      service(),
      endpointSlice([false]),
      pod({ container: { state: loop, lastState: terminated(1, 'Error') } }),
    ],
    'service/vllm',
    'k8s.no_endpoints',
    'k8s.crash_loop',
  ],
  [
    'a port that no pod has',
    [service(), endpointSlice([true], []), pod()],
    'service/vllm',
    'k8s.target_port',
  ],
  [
    'another name',
    [service('api', { type: 'ExternalName', externalName: 'api.vendor.example' })],
    'service/api',
    null,
  ],
  [
    'an ingress to a service that is not there',
    [
      object('Ingress', 'networking.k8s.io/v1', 'chat', {
        spec: {
          rules: [
            {
              host: 'chat.example.com',
              http: {
                paths: [
                  { path: '/', backend: { service: { name: 'gone', port: { number: 80 } } } },
                ],
              },
            },
          ],
        },
        status: { loadBalancer: {} },
      }),
    ],
    'ingress/chat',
    'k8s.backend_missing',
  ],
  [
    'a gateway that is not programmed',
    [
      object('Gateway', 'gateway.networking.k8s.io/v1', 'edge', {
        status: {
          conditions: [
            { type: 'Accepted', status: 'True', reason: 'Accepted' },
            {
              type: 'Programmed',
              status: 'False',
              reason: 'AddressNotAssigned',
              message: 'no address',
            },
          ],
        },
      }),
    ],
    'gateway/edge',
    'k8s.route_refused',
  ],
  [
    'a route to a service that is not there',
    [
      object('HTTPRoute', 'gateway.networking.k8s.io/v1', 'chat', {
        status: {
          parents: [
            {
              parentRef: { name: 'edge' },
              conditions: [
                { type: 'Accepted', status: 'True', reason: 'Accepted' },
                {
                  type: 'ResolvedRefs',
                  status: 'False',
                  reason: 'BackendNotFound',
                  message: 'service "gone" not found',
                },
              ],
            },
          ],
        },
      }),
    ],
    'httproute/chat',
    'k8s.backend_missing',
  ],
  [
    'a route that no gateway took',
    [object('HTTPRoute', 'gateway.networking.k8s.io/v1', 'chat', { status: { parents: [] } })],
    'httproute/chat',
    'k8s.route_refused',
  ],
  [
    'a model that is asleep',
    [
      object('InferenceService', kserve, 'qwen', {
        status: {
          conditions: [{ type: 'PredictorReady', status: 'True' }, isReady('True')],
          modelStatus: {
            transitionStatus: 'UpToDate',
            copies: { failedCopies: 0, totalCopies: 0 },
          },
        },
      }),
    ],
    'isvc/qwen',
    null,
  ],
  [
    'a model that is waking up',
    [
      object('InferenceService', kserve, 'qwen', {
        status: { conditions: [isReady('True')], modelStatus: { transitionStatus: 'UpToDate' } },
      }),
      pod({
        name: 'qwen-predictor',
        labels: { 'serving.kserve.io/inferenceservice': 'qwen' },
        ageSeconds: 20,
        container: { state: running(10), ready: false },
      }),
    ],
    'isvc/qwen',
    null,
  ],
  [
    'a model that cannot be loaded',
    [
      object('InferenceService', kserve, 'qwen', {
        status: {
          conditions: [
            { type: 'PredictorReady', status: 'False' },
            isReady('False', 'PredictorNotReady'),
          ],
          modelStatus: {
            transitionStatus: 'BlockedByFailedLoad',
            lastFailureInfo: {
              reason: 'ModelLoadFailed',
              message: 'no such file: /mnt/models/config.json',
            },
          },
        },
      }),
    ],
    'isvc/qwen',
    'k8s.model_load_failed',
  ],
  [
    'a predictor that is not ready, because its pod has no GPU',
    [
      object('InferenceService', kserve, 'qwen', {
        status: {
          conditions: [
            { type: 'PredictorReady', status: 'False', reason: 'RevisionFailed' },
            isReady('False', 'PredictorNotReady'),
          ],
          modelStatus: { transitionStatus: 'InProgress' },
        },
      }),
      pod({
        name: 'qwen-predictor',
        labels: { 'serving.kserve.io/inferenceservice': 'qwen' },
        node: null,
        phase: 'Pending',
        conditions: unschedulable('0/1 nodes are available: 1 Insufficient nvidia.com/gpu.'),
      }),
    ],
    'isvc/qwen',
    'k8s.unschedulable_gpu',
    'k8s.inference_not_ready',
  ],
  [
    'a model that is being made',
    [
      object(
        'InferenceService',
        kserve,
        'qwen',
        {
          status: {
            conditions: [isReady('Unknown')],
            modelStatus: { transitionStatus: 'InProgress' },
          },
        },
        { creationTimestamp: ago(30) },
      ),
    ],
    'isvc/qwen',
    'k8s.starting',
  ],
  [
    'an ingress of KServe that is not ready',
    [
      object('InferenceService', kserve, 'qwen', {
        status: {
          conditions: [
            { type: 'PredictorReady', status: 'True' },
            { type: 'IngressReady', status: 'False', reason: 'IngressNotConfigured' },
            isReady('False'),
          ],
        },
      }),
    ],
    'isvc/qwen',
    'k8s.inference_not_ready',
  ],
];

conforms(services);
