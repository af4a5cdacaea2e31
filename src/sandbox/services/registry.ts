import type { Disturbance } from '../http/disturbance.ts';
import { type gpus, type Layout, paths, portOf, type ServiceName } from '../layout.ts';
import type { ApiGatewaySwitches } from './api-gateway.ts';
import type { EdgeSwitches } from './edge.ts';
import type { NameServerSwitches } from './name-server.ts';
import type { ReplicaSwitches } from './replica.ts';
import type { RunningService } from './service.ts';
import type { StoreSwitches } from './store.ts';
import type { VendorSwitches } from './vendor.ts';

/** What each service can be told to do wrong. */
export interface SwitchesOf {
  readonly name: NameServerSwitches;
  readonly edge: EdgeSwitches;
  readonly 'api-gateway': ApiGatewaySwitches;
  readonly router: Disturbance;
  readonly 'replica-a': ReplicaSwitches;
  readonly 'replica-b': ReplicaSwitches;
  readonly store: StoreSwitches;
  readonly vendor: VendorSwitches;
}

type Serve<N extends ServiceName> = (layout: Layout) => Promise<RunningService<SwitchesOf[N]>>;

async function replica(
  layout: Layout,
  name: 'replica-a' | 'replica-b',
  gpu: keyof typeof gpus,
): Promise<RunningService<ReplicaSwitches>> {
  const { serveReplica } = await import('./replica.ts');
  return serveReplica({
    port: portOf(layout, name),
    storePort: portOf(layout, 'store'),
    devicePath: paths.device(layout, gpu),
  });
}

/** How each service starts. Imported one by one, so that a process loads only what it runs. */
export const services: { readonly [N in ServiceName]: Serve<N> } = {
  name: async (layout) => {
    const { serveNames } = await import('./name-server.ts');
    return serveNames({ port: portOf(layout, 'name') });
  },
  edge: async (layout) => {
    const { serveEdge } = await import('./edge.ts');
    return serveEdge({
      port: portOf(layout, 'edge'),
      gatewayPort: portOf(layout, 'api-gateway'),
      authorityPath: paths.authority(layout),
    });
  },
  'api-gateway': async (layout) => {
    const { serveApiGateway } = await import('./api-gateway.ts');
    return serveApiGateway({
      port: portOf(layout, 'api-gateway'),
      key: layout.gatewayKey,
      routerPort: portOf(layout, 'router'),
      vendorPort: portOf(layout, 'vendor'),
      vendorKey: layout.vendorKey,
    });
  },
  router: async (layout) => {
    const { serveRouter } = await import('./router.ts');
    const replicas = (['replica-a', 'replica-b'] as const).map((name) => ({
      name,
      port: portOf(layout, name),
    }));
    return serveRouter({ port: portOf(layout, 'router'), replicas });
  },
  'replica-a': (layout) => replica(layout, 'replica-a', 'gpu-a'),
  'replica-b': (layout) => replica(layout, 'replica-b', 'gpu-b'),
  store: async (layout) => {
    const { serveStore } = await import('./store.ts');
    return serveStore({ port: portOf(layout, 'store'), directory: paths.objects(layout) });
  },
  vendor: async (layout) => {
    const { serveVendor } = await import('./vendor.ts');
    return serveVendor({
      port: portOf(layout, 'vendor'),
      statusPort: portOf(layout, 'status-page'),
      key: layout.vendorKey,
    });
  },
};
