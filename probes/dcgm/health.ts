import { safe } from '../../src/text/sanitise.ts';
import type { LookContext } from '../probe.ts';
import { programDeadlineMs } from '../system/program-deadline.ts';
import type { DcgmSign } from './sign.ts';

const PROGRAM_MS = 3_000;
const OUTPUT_BYTES = 65_536;
/** Lines of the report that name a watch which warns or fails. */
const SHOWN = 3;

export interface HealthReport {
  readonly overall: 'Healthy' | 'Warning' | 'Failure' | null;
  /** Raw lines from outside that tell of warnings and failures. */
  readonly lines: readonly string[];
}

/**
 * What `dcgmi health --check` prints, as a table or with `--json`. The JSON has no stable shape, so
 * only the words are read that both have.
 */
export function readHealthReport(text: string): HealthReport {
  const bounded = text.slice(0, OUTPUT_BYTES);
  const [, word] =
    /Overall Health["\s:|{]{1,40}(?:value["\s:]{1,10})?(Healthy|Warning|Failure)/.exec(bounded) ??
    [];
  const overall = word === 'Healthy' || word === 'Warning' || word === 'Failure' ? word : null;
  const lines = bounded
    .split('\n')
    .filter(
      (line) => /\b(?:Warning|Failure|Error)\b/.test(line) && !line.includes('Overall Health'),
    )
    .map((line) => line.replaceAll(/[|+]/g, ' ').trim())
    .filter(Boolean);
  return { overall, lines: lines.slice(0, SHOWN) };
}

/** Asks DCGM on the machine; null where it is not there or does not say. */
export async function askHealth(
  context: LookContext,
): Promise<{ readonly report: HealthReport; readonly signs: readonly DcgmSign[] } | null> {
  const run = await context.vantage.exec(['dcgmi', 'health', '--check'], {
    deadlineMs: programDeadlineMs(context, PROGRAM_MS),
    signal: context.signal,
    maxBytes: OUTPUT_BYTES,
  });
  if (run.kind !== 'ended') return null;
  const report = readHealthReport(run.stdout);
  if (report.overall === null) return null;
  const symptoms = {
    Healthy: null,
    Warning: 'dcgm.health_warning',
    Failure: 'dcgm.health_failed',
  } as const;
  const symptom = symptoms[report.overall];
  const words = safe`DCGM: overall health is ${report.overall}`;
  return { report, signs: symptom === null ? [] : [{ symptom, words }] };
}
