import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isAlive, type ProcessIdentity } from '../../src/drill/leases/process-identity.ts';
import { processesIn } from './processes.ts';
import type { Subject } from './subject.ts';

/** Faults of the sandbox: its processes and its directory must be gone. */
export function sandboxSubject(): Subject {
  let supervisors: readonly ProcessIdentity[] = [];
  let directories: readonly string[] = [];
  return {
    scenario: fileURLToPath(new URL('./sandbox.yaml', import.meta.url)),
    injectsMs: 7_500,
    remember(leases) {
      const plans = leases.map(({ plan }) => plan);
      supervisors = plans.map(({ supervisor }) => supervisor as ProcessIdentity);
      directories = [...new Set(plans.map(({ directory }) => String(directory)))];
    },
    async left() {
      const services = directories.flatMap(processesIn);
      return {
        processesLeft: services.length + supervisors.filter(isAlive).length,
        tracesLeft: directories.filter((one) => existsSync(one)).length,
      };
    },
  };
}
