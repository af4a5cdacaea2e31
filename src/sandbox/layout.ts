import { join } from 'node:path';

/** The only address that the sandbox listens on. */
export const loopback = '127.0.0.1';

/** Every service is a process of its own, named as its link. */
export const serviceNames = [
  'name',
  'edge',
  'api-gateway',
  'router',
  'replica-a',
  'replica-b',
  'store',
  'vendor',
] as const;
export type ServiceName = (typeof serviceNames)[number];

/** Cards, and the replica that computes on each. */
export const gpus = {
  'gpu-a': {
    replica: 'replica-a',
    uuid: 'GPU-5a1dbf0c-3e72-4c0b-9c55-0d6f7b1c2a01',
    pciBusId: '00000000:06:00.0',
    serial: '1654922000101',
  },
  'gpu-b': {
    replica: 'replica-b',
    uuid: 'GPU-8c40e2d7-11f9-4b6e-a2b8-62d1f0e5b702',
    pciBusId: '00000000:0B:00.0',
    serial: '1654922000102',
  },
} as const;
export type GpuName = keyof typeof gpus;
export const gpuNames = Object.keys(gpus) as readonly GpuName[];

/** What listens: the services, the vendor's status page, and the claim on the block of ports. */
const listeners = ['claim', ...serviceNames, 'status-page'] as const;
export type Listener = (typeof listeners)[number];

/** Ports in a row that one sandbox uses. */
export const portsPerSandbox = listeners.length;

/** Where everything of one sandbox is; all that a service is told when it starts. */
export interface Layout {
  /** Private to the sandbox, removed at its end. */
  readonly directory: string;
  /** The first of its ports. */
  readonly firstPort: number;
  /** API keys. Fakes, but never shown all the same. */
  readonly gatewayKey: string;
  readonly vendorKey: string;
}

export function portOf(layout: Layout, listener: Listener): number {
  return layout.firstPort + listeners.indexOf(listener);
}

/** Files of the sandbox, each named once. */
export const paths = {
  pidFile: ({ directory }: Layout, service: ServiceName) =>
    join(directory, 'pids', `${service}.pid`),
  log: ({ directory }: Layout, service: ServiceName) => join(directory, 'logs', `${service}.log`),
  authority: ({ directory }: Layout) => join(directory, 'ca.pem'),
  gatewayKey: ({ directory }: Layout) => join(directory, 'keys', 'gateway'),
  vendorKey: ({ directory }: Layout) => join(directory, 'keys', 'vendor'),
  objects: ({ directory }: Layout) => join(directory, 'objects'),
  kernelLog: ({ directory }: Layout) => join(directory, 'kern.log'),
  inForce: ({ directory }: Pick<Layout, 'directory'>) => join(directory, 'in-force.json'),
  gpu: ({ directory }: Layout, gpu: GpuName) => join(directory, gpu),
  nvidiaSmi: ({ directory }: Layout, gpu: GpuName) => join(directory, gpu, 'nvidia-smi'),
  device: ({ directory }: Layout, gpu: GpuName) => join(directory, gpu, 'device.json'),
} as const;
