import type { FaultDefinition } from '../faults/fault.ts';
import type { GpuConditionName } from '../gpu/conditions.ts';
import { type GpuName, gpuNames, type ServiceName, serviceNames } from '../layout.ts';

/** What the sandbox should be like while a set of faults is in force. */
export interface DesiredState {
  readonly services: ReadonlyMap<ServiceName, DesiredService>;
  readonly gpus: ReadonlyMap<GpuName, GpuConditionName>;
}

export interface DesiredService {
  readonly state: 'running' | 'stopped' | 'killed';
  /** Everything that it does wrong while it runs. */
  readonly switches: Readonly<Record<string, unknown>>;
}

/** Of two faults on one place the later one wins; a killed service cannot be stopped. */
export function desiredState(faults: readonly FaultDefinition[]): DesiredState {
  const services = new Map<ServiceName, DesiredService>(
    serviceNames.map((name) => [name, { state: 'running', switches: {} }]),
  );
  const gpus = new Map<GpuName, GpuConditionName>(gpuNames.map((name) => [name, 'healthy']));
  for (const { effect } of faults) {
    if (effect.on === 'gpu') {
      gpus.set(effect.gpu, effect.condition);
      continue;
    }
    const before = services.get(effect.service);
    const { state = 'running', switches = {} } = before ?? {};
    if (effect.on === 'switches') {
      services.set(effect.service, { state, switches: { ...switches, ...effect.set } });
    } else if (state !== 'killed') {
      const wanted = effect.state === 'stopped' ? 'stopped' : 'killed';
      services.set(effect.service, { state: wanted, switches });
    }
  }
  return { services, gpus };
}
