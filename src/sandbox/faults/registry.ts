import { nearest } from '../../chain/nearest.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import type { SandboxFault } from '../types.ts';
import { apiGatewayFaults } from './api-gateway.ts';
import { certificateFaults } from './certificate.ts';
import { edgeFaults } from './edge.ts';
import type { FaultDefinition } from './fault.ts';
import { gpuFaults } from './gpu.ts';
import { nameFaults } from './name.ts';
import { replicaFaults } from './replica.ts';
import { routerFaults } from './router.ts';
import { storeFaults } from './store.ts';
import { vendorFaults } from './vendor.ts';

/** Every fault, from the user's side of the chain inwards. */
const faults: readonly FaultDefinition[] = [
  ...nameFaults,
  ...certificateFaults,
  ...edgeFaults,
  ...apiGatewayFaults,
  ...routerFaults,
  ...replicaFaults,
  ...gpuFaults,
  ...storeFaults,
  ...vendorFaults,
];

const byName: ReadonlyMap<string, FaultDefinition> = new Map(
  faults.map((fault) => [fault.name, fault]),
);

/** What the sandbox can break. Starts nothing. */
export function listFaults(): readonly SandboxFault[] {
  return faults.map(({ name, link, mode, title }) => ({ name, link, mode, title }));
}

/** @throws WeaklinkError E_FAULT_UNKNOWN */
export function findFault(name: string): FaultDefinition {
  const fault = byName.get(name);
  if (fault) return fault;
  const near = nearest(name, [...byName.keys()]);
  throw new WeaklinkError({
    code: 'E_FAULT_UNKNOWN',
    message: `"${name}" is not a fault of the sandbox`,
    hint: near ? `Did you mean "${near}"?` : 'List them: weaklink demo --list-faults.',
  });
}
