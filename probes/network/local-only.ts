import { safe } from '../../src/text/sanitise.ts';
import type { Finding, LookContext } from '../probe.ts';

/**
 * Network probes open sockets, and sockets open where weaklink runs. A look from elsewhere would
 * answer for the wrong place, so it is not made. Null where the vantage is this machine.
 */
export function elsewhere({ vantage }: LookContext): Finding | null {
  if (vantage.name === 'local') return null;
  return {
    outcome: 'unknown',
    symptom: 'self.vantage',
    summary: safe`cannot look from ${vantage.name}`,
    evidence: [safe`network probes look from the machine that weaklink runs on`],
  };
}
