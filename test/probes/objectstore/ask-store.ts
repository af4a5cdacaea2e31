import { expect, onTestFinished } from 'vitest';
import { objectstoreProbe } from '../../../probes/objectstore/index.ts';
import type { Finding, LookContext } from '../../../probes/probe.ts';
import { lookAtFake } from '../../support/clouds.ts';

/** A server that is closed when the test ends. */
export async function endpointOf(
  starting: Promise<{ readonly address: string; close(): Promise<void> }>,
): Promise<string> {
  const server = await starting;
  onTestFinished(() => server.close());
  return `http://${server.address}`;
}

/** A look at a store, none of whose secrets shows. */
export function lookAtStore(
  options: object,
  secrets: readonly string[],
  parts: Partial<LookContext> = {},
): Promise<Finding> {
  return lookAtFake(objectstoreProbe, options, secrets, parts);
}

const now = Date.now();

/** What is in the bucket of every fake. */
export const corpus = {
  'run 1/a+b(c)*.json': { text: '{"a":1}', changedMs: now - 3_600_000 },
  'old/a': { text: 'a', changedMs: now - 30 * 86_400_000 },
  'old/b': { text: 'b', changedMs: now - 40 * 86_400_000 },
};

/** What every store tells alike of that bucket, whoever is let in. */
export async function expectSameAsS3(at: (key: string, parts?: object) => Promise<Finding>) {
  const good = await at('run 1/a+b(c)*.json', { bytes: 7, freshWithin: '2h' });
  expect(good).toMatchObject({ outcome: 'ok', facts: { 'store.etag': expect.any(String) } });
  expect(good.facts).toHaveProperty(['store.changed']);
  expect(good.measures).toContainEqual({ name: 'store.size', value: 7, unit: 'bytes' });
  const symptomOf = async (key: string, parts?: object) => (await at(key, parts)).symptom;
  expect(await symptomOf('old/a', { freshWithin: '7d' })).toBe('store.stale');
  expect(await symptomOf('old/a', { bytes: 2 })).toBe('store.corrupt');
  expect(await symptomOf('old/a', { etag: 'another' })).toBe('store.corrupt');
  expect(await symptomOf('none')).toBe('store.missing');
  expect(await symptomOf('')).toBeNull();
  expect(await symptomOf('', { freshWithin: '2h' })).toBeNull();
  expect(await symptomOf('old/', { freshWithin: '7d' })).toBe('store.stale');
  expect(await symptomOf('old/', { objects: 2 })).toBeNull();
  expect(await symptomOf('old/', { objects: 3 })).toBe('store.too_few');
}
