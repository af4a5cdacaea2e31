import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { FakeObject } from '../../../support/fakes/kubernetes.ts';
import { ago, pod, waiting, workload } from '../../../support/fakes/kubernetes-objects.ts';
import { TestCluster } from '../cluster.ts';

/** Title, what the cluster holds, what is looked at, the symptom, and what else must be said. */
export type Row = readonly [string, readonly FakeObject[], string, string | null, string?];

export const none = { replicas: 1, available: 0 };
export const running = (secondsAgo: number) => ({ running: { startedAt: ago(secondsAgo) } });
export const loop = waiting(
  'CrashLoopBackOff',
  'back-off 5m0s restarting failed container=vllm pod=vllm-7d9c5b8f6-abcde_llm(uid)',
);

/** A workload whose only pod is so. */
export function ill(
  parts: Parameters<typeof pod>[0],
  ...more: readonly FakeObject[]
): readonly FakeObject[] {
  return [workload(none), pod(parts), ...more];
}

/** Each state of a cluster, and what a look at it says. */
export function conforms(rows: readonly Row[]): void {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await TestCluster.start();
  });
  afterAll(() => cluster.close());
  beforeEach(() => cluster.fake.clear());

  test.each(rows.map((row) => [row[0], row] as const))('%s', async (_title, row) => {
    const [, objects, object, symptom, also] = row;
    cluster.fake.put(...objects);
    const finding = await cluster.look(object);
    expect(finding.symptom, JSON.stringify(finding, null, 1)).toBe(symptom);
    if (also !== undefined) expect(finding.alsoSeen).toContain(also);
    if (symptom !== null) expect(finding.evidence?.length).toBeGreaterThan(0);
  });
}
