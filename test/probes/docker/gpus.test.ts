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
    'CDI with all',
    { HostConfig: { DeviceRequests: [{ Driver: 'cdi', DeviceIDs: ['nvidia.com/gpu=all'] }] } },
    all,
  ],
  [
    'a card of AMD by CDI',
    { HostConfig: { DeviceRequests: [{ Driver: 'cdi', DeviceIDs: ['amd.com/gpu=1'] }] } },
    1,
  ],
  [
    'all cards of AMD',
    { HostConfig: { Devices: [{ PathOnHost: '/dev/kfd' }, { PathOnHost: '/dev/dri' }] } },
    all,
  ],
  [
    'two cards of AMD',
    {
      HostConfig: {
        Devices: ['/dev/kfd', '/dev/dri/renderD128', '/dev/dri/renderD129', '/dev/dri/card0'].map(
          (PathOnHost) => ({ PathOnHost }),
        ),
      },
    },
    2,
  ],
  ['a screen without computing', { HostConfig: { Devices: [{ PathOnHost: '/dev/dri' }] } }, 0],
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
