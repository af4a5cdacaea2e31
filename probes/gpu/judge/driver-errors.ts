import { safe } from '../../../src/text/sanitise.ts';
import type { DriverError } from '../driver-log.ts';
import type { GpuSign } from '../gpu-sign.ts';

/** What the driver logged beside XIDs, once for each kind of error. */
export function judgeDriverErrors(errors: readonly DriverError[]): readonly GpuSign[] {
  const byMeaning = Map.groupBy(errors, ({ meaning }) => meaning);
  return [...byMeaning.values()].flatMap(([error, ...more]): readonly GpuSign[] => {
    if (error === undefined) return [];
    const times = more.length > 0 ? ` (${more.length + 1} times)` : '';
    return [{ symptom: error.symptom, words: safe`${error.meaning}${times}` }];
  });
}
