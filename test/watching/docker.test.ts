import { afterAll, describe, expect, test } from 'vitest';
import { dockerProbe } from '../../probes/docker/index.ts';
import { startDockerd } from '../support/dockerd.ts';
import { lookAt } from '../support/look-at.ts';
import { watching } from './watching.ts';

const daemon = await startDockerd();
const why = typeof daemon === 'string' ? `: ${daemon}` : '';
const dockerd = typeof daemon === 'string' ? (undefined as never) : daemon;
const forever = 'while true; do sleep 1000; done';

afterAll(() => (typeof daemon === 'string' ? undefined : daemon.stop()));

describe.skipIf(typeof daemon === 'string')(`real containers${why}`, () => {
  test('another image, another command, and a restart are changes', async () => {
    await dockerd.importImage('engine:1');
    await dockerd.importImage('engine:2');
    const look = watching('docker', () =>
      lookAt(dockerProbe, { container: 'engine', socket: dockerd.socket }),
    );
    const first = await dockerd.run('engine', forever, { Image: 'engine:1', Env: ['A=1'] });
    expect([await look(), await look()]).toEqual([[], []]);

    await first.remove({ force: true });
    const second = await dockerd.run('engine', forever, { Image: 'engine:2', Env: ['A=2'] });
    expect(await look()).toEqual([
      'container.image: engine:1 → engine:2',
      expect.stringMatching(/^container\.start: /),
    ]);

    await second.restart({ t: 0 });
    expect(await look()).toEqual([expect.stringMatching(/^container\.start: /)]);

    await second.remove({ force: true });
    expect(await look()).toEqual([]);
    await dockerd.run('engine', `true; ${forever}`, { Image: 'engine:2' });
    expect(await look()).toEqual([
      expect.stringMatching(/^container\.start: /),
      expect.stringMatching(/^container\.config: [0-9a-f]{16} → [0-9a-f]{16}$/),
    ]);
  });
});
