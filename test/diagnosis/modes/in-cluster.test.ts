import { expect, test } from 'vitest';
import { dockerSymptoms } from '../../../probes/docker/symptoms.ts';
import { modesOf } from '../../../src/diagnosis/modes/catalogue.ts';
import { seenInCluster, translatedSymptoms } from '../../../src/diagnosis/modes/in-cluster.ts';

test('every word of Docker has a word of the kubelet, or knowingly none', () => {
  expect([...translatedSymptoms].toSorted()).toEqual(
    ['ok', ...Object.keys(dockerSymptoms)].toSorted(),
  );
});

test('what a look at a cluster shows of a container is known for each fault that Docker shows', () => {
  const unknown = modesOf('container')
    .filter(({ shows }) => shows.docker && !shows.kubernetes)
    .map(({ id }) => id);
  expect(unknown).toEqual([]);
});

test('what a mode says itself counts, and the whole weight is kept in translation', () => {
  const [first] = modesOf('container');
  if (!first) throw new Error('no modes');
  expect(seenInCluster(first)).toBe(first);
  const docker = { 'docker.no_space': 0.6, 'docker.paused': 0.3, ok: 0.1 };
  const { shows } = seenInCluster({ ...first, id: 'container.new', shows: { docker } });
  const sum = Object.values(shows.kubernetes ?? {}).reduce((all, weight) => all + weight, 0);
  expect(sum).toBeCloseTo(1);
  // A fifth of the looks are at the workload: they tell that pods are missing, and not why.
  expect(shows.kubernetes?.['k8s.evicted']).toBeCloseTo(0.3 * 0.8);
  expect(shows.kubernetes?.['k8s.some_unavailable']).toBeCloseTo(0.81 * 0.2 * 0.5);
});
