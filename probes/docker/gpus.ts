import type { Container } from './container.ts';

/** Values of NVIDIA_VISIBLE_DEVICES that give no card. */
const noDevices: ReadonlySet<string> = new Set(['', 'none', 'void']);

/**
 * How many GPUs a container was given when it was created; Infinity for all of the machine. There
 * are three ways: a device request (`--gpus`, CDI), the runtime with its variable, bare devices.
 */
export function attachedGpus({ HostConfig: host, Config: config }: Container): number {
  let count = (host.Devices ?? []).filter(({ PathOnHost }) =>
    /^\/dev\/nvidia\d+$/.test(PathOnHost),
  ).length;
  for (const request of host.DeviceRequests ?? []) {
    const ids = request.DeviceIDs.filter(
      (id) => request.Driver !== 'cdi' || id.startsWith('nvidia.com/'),
    );
    const isGpu = request.Capabilities.flat().includes('gpu') || request.Driver === 'cdi';
    if (isGpu)
      count += request.Count === -1 ? Number.POSITIVE_INFINITY : request.Count || ids.length;
  }
  if (host.Runtime === 'nvidia') count += visibleDevices(config.Env ?? []);
  return count;
}

function visibleDevices(environment: readonly string[]): number {
  const name = 'NVIDIA_VISIBLE_DEVICES=';
  const value = environment.find((entry) => entry.startsWith(name))?.slice(name.length) ?? '';
  if (value === 'all') return Number.POSITIVE_INFINITY;
  return noDevices.has(value) ? 0 : value.split(',').length;
}
