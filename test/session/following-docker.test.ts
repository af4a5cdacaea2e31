import { symlink } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { dockerOptions } from '../../probes/docker/options.ts';
import type { Chain, Link } from '../../src/chain/types.ts';
import { createEventFactory } from '../../src/events/envelope.ts';
import type { Change, WeaklinkEvent } from '../../src/events/types.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { followDocker } from '../../src/session/following-docker.ts';
import { Session } from '../../src/session/session.ts';
import { localVantage } from '../../src/vantage/local.ts';
import { startDockerd, testImage } from '../support/dockerd.ts';
import { strikingOut } from '../support/look-context.ts';
import { until } from '../support/processes.ts';
import { scratch } from '../support/scratch.ts';

const daemon = await startDockerd();
const why = typeof daemon === 'string' ? `: ${daemon}` : '';
const dockerd = typeof daemon === 'string' ? (undefined as never) : daemon;
const forever = 'while true; do sleep 1000; done';

afterAll(() => (typeof daemon === 'string' ? undefined : daemon.stop()));

function linkOf(id: string, options: object): Link {
  const plan = { kind: 'docker', name: 'docker', intervalMs: 300, deadlineMs: 2_000 };
  return {
    id,
    kind: 'container',
    needs: [],
    labels: {},
    probes: [
      {
        ...plan,
        vantage: 'local',
        inferred: false,
        options: dockerOptions.parse({ socket: dockerd.socket, ...options }),
      },
    ],
  };
}

const chainOf = (...links: readonly Link[]): Chain => ({
  name: 'test',
  vantages: [],
  models: [],
  links,
});

/** Follows until the test ends; what was told, in words. */
function following(chain: Chain) {
  const changes: { readonly time: string; readonly data: Change }[] = [];
  const stopped = new AbortController();
  onTestFinished(() => stopped.abort());
  const done = followDocker({
    chain,
    stream: {
      publish: async (event: WeaklinkEvent) => {
        if (event.type === 'weaklink.change') changes.push(event);
      },
    },
    events: createEventFactory({ clock: systemClock, source: '/test' }),
    redactor: strikingOut('hunter2'),
    clock: systemClock,
    signal: stopped.signal,
    vantage: () => localVantage,
    firstPauseMs: 20,
  });
  const told = () =>
    changes.map(({ data }) => `${data.link} ${data.what}: ${data.from} → ${data.to}`);
  return {
    changes,
    told,
    stop: () => {
      stopped.abort();
      return done;
    },
    saw: (text: string) => until(() => told().some((line) => line.includes(text))),
  };
}

/** Until the daemon's stream is read: a container of no other use is made until its making is told. */
async function connected(seen: ReturnType<typeof following>, name: string): Promise<void> {
  let number = 0;
  await until(async () => {
    const probe = await dockerd.create(`${name}-${number++}`, 'true', { Labels: { probe: name } });
    await probe.remove();
    return seen.told().some((line) => line.startsWith('probe '));
  });
}

describe.skipIf(typeof daemon === 'string')(`the events of a real Docker${why}`, () => {
  test('what is done to a container is told of its link, with the moment', async () => {
    await dockerd.makeNetwork('events-net', '10.213.90.0/24');
    const chain = chainOf(
      linkOf('probe', { label: 'probe=life' }),
      linkOf('engine', { container: 'life' }),
    );
    const seen = following(chain);
    await connected(seen, 'life');
    const before = Date.now();
    const container = await dockerd.run('life', forever, {
      HostConfig: { NetworkMode: 'events-net' },
      Healthcheck: { Test: ['CMD-SHELL', 'test ! -e /tmp/ill'], Interval: 200e6, Retries: 1 },
    });
    await seen.saw('engine container.health: null → healthy');
    const exec = await container.exec({ Cmd: ['sh', '-c', 'echo > /tmp/ill', '--token', 'x1'] });
    await exec.start({ Detach: true });
    await seen.saw('engine container.health: null → unhealthy');
    await container.pause();
    await container.unpause();
    await dockerd.docker.getNetwork('events-net').disconnect({ Container: container.id });
    await container.kill();
    await container.remove();
    await seen.saw('engine container.destroy');
    const told = seen.told().filter((line) => line.startsWith('engine '));
    expect(told).toEqual(
      expect.arrayContaining([
        `engine container.create: null → ${testImage}`,
        expect.stringMatching(/^engine container\.start: null → 20/),
        'engine container.network: null → events-net',
        'engine container.exec: null → sh -c echo > /tmp/ill --token ‹redacted›',
        'engine container.pause: null → paused',
        'engine container.unpause: paused → running',
        'engine container.network: events-net → null',
        'engine container.kill: null → SIGKILL',
        'engine container.die: null → 137: killed (SIGKILL)',
        `engine container.destroy: ${testImage} → null`,
      ]),
    );
    const checks = told.filter((line) => line.includes('test ! -e'));
    expect(checks.length, 'a health check is no news').toBeLessThanOrEqual(3);
    for (const { time } of seen.changes) {
      const at = Date.parse(time);
      expect(at).toBeGreaterThan(before - 60_000);
      expect(at).toBeLessThanOrEqual(Date.now());
    }
  });

  test('a kill at the memory limit', async () => {
    const chain = chainOf(
      linkOf('probe', { label: 'probe=greed' }),
      linkOf('engine', { container: 'greed' }),
    );
    const seen = following(chain);
    await connected(seen, 'greed');
    const limit = 16 * 1_048_576;
    const HostConfig = { Memory: limit, MemorySwap: limit };
    await dockerd.run('greed', 'tail /dev/zero; sleep 1; exit 3', { HostConfig });
    await seen.saw('engine container.die: null → 3: ');
    expect(seen.told()).toContain('engine container.oom: null → out of memory');
  });

  test('replicas of a service are told apart, and an image is told of those made of it', async () => {
    const labels = {
      'com.docker.compose.project': 'shop',
      'com.docker.compose.service': 'api',
      probe: 'shop',
    };
    const chain = chainOf(
      linkOf('probe', { label: 'probe=shop' }),
      linkOf('api', { compose: 'shop/api' }),
    );
    const seen = following(chain);
    await connected(seen, 'shop');
    await dockerd.run('shop-api-2', forever, { Labels: labels });
    await seen.saw('api container.start shop-api-2: null → 20');
    await dockerd.importImage(testImage);
    await seen.saw(`api image.tag shop-api-2: null → ${testImage}`);
  });

  test('after a broken connection it goes on, and tells what happened meanwhile once', async () => {
    const place = await scratch();
    const socket = join(place, 'docker.sock');
    const chain = chainOf(
      linkOf('probe', { label: 'probe=gap', socket }),
      linkOf('engine', { container: 'gap', socket }),
    );
    const seen = following(chain);
    const first = await relay(socket);
    await connected(seen, 'gap');
    await dockerd.create('gap', 'exit 5');
    await seen.saw('engine container.create');
    await first.close();
    const container = dockerd.docker.getContainer('gap');
    await container.start();
    await container.wait();
    expect(seen.told().filter((line) => line.includes('die'))).toEqual([]);
    const second = await relay(socket);
    onTestFinished(() => second.close());
    await seen.saw('engine container.die: null → 5: ');
    expect(seen.told().filter((line) => line.startsWith('engine container.create'))).toHaveLength(
      1,
    );
  });

  test('where there is no Docker it waits for one, and ends when it is told to', async () => {
    const socket = join(await scratch(), 'later.sock');
    const chain = chainOf(
      linkOf('probe', { label: 'probe=later', socket }),
      linkOf('engine', { container: 'later', socket }),
    );
    const seen = following(chain);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await symlink(dockerd.socket, socket);
    await connected(seen, 'later');
    await seen.stop();
  });

  test('a start that Docker told is told by no look again', async () => {
    const session = new Session({
      chain: chainOf(linkOf('engine', { container: 'told' })),
      journalDirectory: null,
      onTrouble: () => {},
    });
    const seen: string[] = [];
    let looks = 0;
    session.stream.onEvent('test', (event) => {
      if (event.type === 'weaklink.change') seen.push(event.data.what);
      if (event.type === 'weaklink.observation') looks += 1;
    });
    const container = await dockerd.run('told', forever);
    session.start();
    await until(() => looks >= 2);
    await container.restart({ t: 0 });
    await until(() => seen.includes('container.start'));
    const at = looks;
    await until(() => looks >= at + 4);
    await session.stop();
    expect(seen.filter((what) => what === 'container.start')).toHaveLength(1);
    expect(seen).toContain('container.die');
  });
});

/** A socket that leads to the daemon, until it is closed with all of its connections. */
async function relay(path: string): Promise<{ close(): Promise<void> }> {
  const open = new Set<Socket>();
  const server: Server = createServer((from) => {
    const to = connect(dockerd.socket);
    for (const socket of [from, to]) {
      open.add(socket);
      socket.on('error', () => {});
    }
    from.pipe(to).pipe(from);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
