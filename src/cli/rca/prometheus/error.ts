import type { Refusal } from '../../../../probes/prometheus/api.ts';
import { WeaklinkError } from '../../../platform/errors.ts';
import { ExitCode } from '../../../platform/exit-codes.ts';
import { sanitise } from '../../../text/sanitise.ts';

/** Prometheus could not be asked, or did not answer: weaklink could not look. */
export function couldNotAsk({ symptom, detail }: Refusal): WeaklinkError {
  return new WeaklinkError({
    code: 'E_RCA_PROMETHEUS_ASK',
    message: `Prometheus: ${sanitise(detail)} (${symptom})`,
    hint: 'Try the same address by hand: curl -sS URL/api/v1/query?query=up',
    exitCode: ExitCode.CouldNotLook,
  });
}
