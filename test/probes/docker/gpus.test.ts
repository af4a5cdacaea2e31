import { expect, test } from 'vitest';
import { containerSchema } from '../../../probes/docker/container.ts';
import { attachedGpus } from '../../../probes/docker/gpus.ts';

const all = Number.POSITIVE_INFINITY;
const request = { Driver: '', Count: 0, DeviceIDs: null, Capabilities: [['gpu']] };
const visible = (value: string) => ({
  HostConfig: { Runtime: 'nvidia' },
  Config: { Env: ['PATH=/bin', `NVIDIA_VISIBLE_DEVICES=${value}`] },
});

test.each<[string, object, number]>([
  ['nothing', {}, 0],
  ['--gpus all', { HostConfig: { DeviceRequests: [{ ...request, Count: -1 }] } }, all],
  ['--gpus 2', { HostConfig: { DeviceRequests: [{ ...request, Count: 2 }] } }, 2],
  [
    '--gpus device=0,3',
    { HostConfig: { DeviceRequests: [{ ...request, DeviceIDs: ['0', '3'] }] } },
    2,
  ],
  [
    'CDI',
    { HostConfig: { DeviceRequests: [{ Driver: 'cdi', DeviceIDs: ['nvidia.com/gpu=0'] }] } },
    1,
  ],
  [
    'another device by CDI',
    { HostConfig: { DeviceRequests: [{ Driver: 'cdi', DeviceIDs: ['intel.com/npu=0'] }] } },
    0,
  ],
  [
    'a request for something else',
    { HostConfig: { DeviceRequests: [{ Count: -1, Capabilities: [['tpu']] }] } },
    0,
  ],
  ['the runtime with all', visible('all'), all],
  ['the runtime with two', visible('GPU-1,GPU-2'), 2],
  ['the runtime with none', visible('void'), 0],
  ['the variable without the runtime', { Config: { Env: ['NVIDIA_VISIBLE_DEVICES=all'] } }, 0],
  [
    'bare devices',
    { HostConfig: { Devices: [{ PathOnHost: '/dev/nvidia0' }, { PathOnHost: '/dev/nvidiactl' }] } },
    1,
  ],
])('%s', (_, parts, count) => {
  expect(attachedGpus(containerSchema.parse({ Id: 'x', State: {}, ...parts }))).toBe(count);
});
