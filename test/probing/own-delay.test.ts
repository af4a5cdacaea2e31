import { expect, test } from 'vitest';
import { withoutOwnDelay } from '../../src/probing/own-delay.ts';
import { safe } from '../../src/text/sanitise.ts';

const own = (stalledMs: number) => ({
  ...{ stalledMs, waitedMs: 0, durationMs: 2_000, deadlineMs: 2_000 },
  ...{ slow: {}, wasCut: false },
});
const found = (symptom: string) =>
  ({ outcome: 'failed', symptom, summary: safe`hangs`, alsoSeen: [] }) as const;

test.each(['gpu.smi_hung', 'host.mount_hung', 'tcp.timeout', 'llm.stall'])(
  '%s is a wait in vain: of no worth where this process stood still for much of it',
  (symptom) => {
    expect(withoutOwnDelay(found(symptom), own(1_500))).toMatchObject({
      outcome: 'unknown',
      symptom: 'self.resource',
    });
    expect(withoutOwnDelay(found(symptom), own(300))).toMatchObject({ outcome: 'failed', symptom });
  },
);

test.each(['host.hung_task', 'gpu.lost', 'tcp.refused'])('%s is told by others', (symptom) => {
  expect(withoutOwnDelay(found(symptom), own(1_500))).toMatchObject({ outcome: 'failed', symptom });
});
