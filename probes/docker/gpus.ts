import type { Container } from './container.ts';

/** Values of NVIDIA_VISIBLE_DEVICES that give no card. */
const noDevices: ReadonlySet<string> = new Set(['', 'none', 'void']);

/**
 * How many GPUs a container was given when it was created; Infinity for all of the machine. There
 * are three ways: a device request (`--gpus`, CDI), the runtime with its variable, bare devices.
 */
export function attachedGpus({ HostConfig: host, Config: config }: Container): number {
  let count = bareDevices((host.Devices ?? []).map(({ PathOnHost }) => PathOnHost));
  for (const request of host.DeviceRequests ?? []) {
    const isCdi = request.Driver === 'cdi';
    if (isCdi) count += namedDevices(request.DeviceIDs);
    else if (request.Capabilities.flat().includes('gpu')) {
      const all = request.Count === -1;
      count += all ? Number.POSITIVE_INFINITY : request.Count || request.DeviceIDs.length;
    }
  }
  if (host.Runtime === 'nvidia') count += visibleDevices(config.Env ?? []);
  return count;
}

/** AMD's cards are one door for all, `/dev/kfd`, and a node for each, or the folder of all nodes. */
function bareDevices(paths: readonly string[]): number {
  const those = (pattern: RegExp) => paths.filter((path) => pattern.test(path)).length;
  const nvidia = those(/^\/dev\/nvidia\d+$/);
  if (!paths.includes('/dev/kfd')) return nvidia;
  if (paths.includes('/dev/dri')) return Number.POSITIVE_INFINITY;
  return nvidia + those(/^\/dev\/dri\/renderD\d+$/);
}

/** `nvidia.com/gpu=0`, `nvidia.com/gpu=all`, `amd.com/gpu=1`; other vendors make no GPUs of ours. */
function namedDevices(ids: readonly string[]): number {
  const gpus = ids.filter((id) => /^(?:nvidia|amd)\.com\//.test(id));
  return gpus.some((id) => id.endsWith('=all')) ? Number.POSITIVE_INFINITY : gpus.length;
}

function visibleDevices(environment: readonly string[]): number {
  const name = 'NVIDIA_VISIBLE_DEVICES=';
  const value = environment.find((entry) => entry.startsWith(name))?.slice(name.length) ?? '';
  if (value === 'all') return Number.POSITIVE_INFINITY;
  return noDevices.has(value) ? 0 : value.split(',').length;
}
