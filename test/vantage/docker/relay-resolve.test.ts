import { describe, expect, test } from 'vitest';
import { resolveBy } from '../../../src/vantage/docker/relay-resolve.ts';

describe('the hosts file', () => {
  const hosts =
    '127.0.0.1 localhost # own\n10.0.0.7\tdb db.internal\nfd00::7 db\nnonsense db\n#10.0.0.8 db\n';

  test.each([
    ['db', ['10.0.0.7', 'fd00::7']],
    ['DB.internal.', ['10.0.0.7']],
    ['localhost', ['127.0.0.1']],
    ['192.0.2.1', ['192.0.2.1']],
    ['::1', ['::1']],
  ])('%s', async (name, addresses) => {
    expect(await resolveBy(hosts, '', name)).toEqual(addresses);
  });
});

test('a server that is not there cannot tell', async () => {
  // Loopback addresses all answer on Linux, and nothing listens for names on this one.
  const settings = 'nameserver 127.9.9.9\noptions ndots:1\n';
  await expect(resolveBy('', settings, 'api.test')).rejects.toMatchObject({ code: 'EAI_AGAIN' });
});
