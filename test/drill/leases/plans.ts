import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Above what any kernel hands out: nobody has this number. */
export const deadProcess = { pid: 2 ** 30, startTicks: '1' };

/** Of a fault in a sandbox that has ended, of a drill that has ended: nothing is left to undo. */
export function goneSandboxPlan() {
  return {
    fault: 'router-kill',
    directory: join(tmpdir(), 'weaklink-sandbox-of-nobody'),
    supervisor: deadProcess,
    drill: deadProcess,
  };
}
