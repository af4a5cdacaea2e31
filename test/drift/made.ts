import fc from 'fast-check';
import type { Item, LookState, Snapshot, SnapshotLink } from '../../src/drift/types.ts';
import { sanitise } from '../../src/text/sanitise.ts';

/* Snapshots as the parts of a test make them. */

export function item(what: string, value: string, more: Partial<Item> = {}): Item {
  return { what, value: sanitise(value), probe: 'docker', vantage: 'local', ...more };
}

export function look(probe: string, more: Partial<LookState> = {}): LookState {
  return {
    series: `link/${probe}@local`,
    probe,
    vantage: 'local',
    outcome: 'ok',
    symptom: null,
    ...more,
  };
}

export function link(id: string, more: Partial<SnapshotLink> = {}): SnapshotLink {
  return {
    link: id,
    kind: 'container',
    environment: null,
    role: null,
    needs: [],
    looks: [look('docker')],
    items: [],
    ...more,
  };
}

export function snapshot(links: readonly SnapshotLink[], more: Partial<Snapshot> = {}): Snapshot {
  return {
    schema: 'weaklink.snapshot/1',
    chain: 'made',
    takenAt: '2026-11-21T14:00:00.000Z',
    hashing: null,
    stated: null,
    links,
    ...more,
  };
}

const names = [
  'container.image',
  'container.flag --a',
  'gpu.driver',
  'certificate.serial',
  'quota',
];

const items = fc.uniqueArray(
  fc
    .record({
      what: fc.constantFrom(...names),
      value: fc.constantFrom('1', '2', '3'),
      probe: fc.constantFrom('docker', 'gpu', 'http'),
      vantage: fc.constantFrom('local', 'inside'),
    })
    .map(({ what, value, ...more }) => item(what, value, more)),
  { maxLength: 6, selector: ({ what, vantage, value }) => `${what} ${vantage} ${value}` },
);

const looks = fc
  .uniqueArray(
    fc.record({
      probe: fc.constantFrom('docker', 'gpu', 'http'),
      outcome: fc.constantFrom('ok', 'degraded', 'failed', 'unknown'),
    }),
    { maxLength: 3, selector: ({ probe }) => probe },
  )
  .map((all) => all.map(({ probe, outcome }) => look(probe, { outcome })));

const links = fc.uniqueArray(
  fc
    .record({
      id: fc.constantFrom('a', 'b', 'a-staging', 'a-production', 'c'),
      kind: fc.constantFrom('container' as const, 'gpu' as const, 'service' as const),
      environment: fc.constantFrom(null, 'staging', 'production'),
      role: fc.constantFrom(null, 'router', 'engine'),
      looks,
      items,
    })
    .map(({ id, ...more }) => link(id, more)),
  { maxLength: 5, selector: (one) => one.link },
);

/** Any snapshot, small enough that two of them often have something in common. */
export const anySnapshot = links.map((all) => snapshot(all));
