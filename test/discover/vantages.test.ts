import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { discover } from '../../src/discover/discover.ts';
import type { SourceName } from '../../src/discover/sources.ts';
import { lookContext } from '../support/look-context.ts';
import { needsRoot } from '../support/needs.ts';
import { needsPrograms } from '../support/needs-program.ts';
import { dockerPlace, type Place, sshPlace } from '../support/places.ts';

const isPossible = needsRoot() && needsPrograms('sshd', 'ip', 'iptables', 'dockerd');
const only: readonly SourceName[] = [
  'sockets',
  'connections',
  'environment',
  'gpus',
  'systemd',
  'host',
];

const places = {
  'behind SSH': () => sshPlace('ssh2'),
  'behind SSH by the system’s client': () => sshPlace('openssh'),
  'in a container': () => dockerPlace('entering'),
} as const;

describe.skipIf(!isPossible).each(Object.entries(places))('%s', (_, open) => {
  let place: Place;
  beforeAll(async () => {
    place = await open();
  }, 60_000);
  afterAll(() => place.close());

  test('what listens there is found, and what listens here is not', async () => {
    const context = lookContext({ vantage: place.vantage, deadlineMs: 60_000 });
    const options = { only, entries: [], all: true, files: [], environment: {} };
    const { machine, joined } = await discover(options, context);
    const ports = machine.listeners.map(({ port }) => port);
    expect(ports).toEqual(expect.arrayContaining([place.http, place.https, place.dns]));
    expect(joined.seen).toContain(`127.0.0.1:${place.http}`);
    expect(joined.links.find(({ kind }) => kind === 'host')).toBeDefined();
  }, 90_000);
});
