import { setTimeout as pause } from 'node:timers/promises';
import type Docker from 'dockerode';
import { afterAll, describe, expect, onTestFinished, type TestContext, test } from 'vitest';
import { dockerProbe } from '../../../probes/docker/index.ts';
import { dockerOptions } from '../../../probes/docker/options.ts';
import { readKernelLog } from '../../../probes/system/kernel-log.ts';
import { dockerInjector } from '../../../src/drill/injectors/docker.ts';
import { startDockerd, testImage } from '../../support/dockerd.ts';
import {
  emptyWorld,
  injectAndDie,
  injectFault,
  requestOf,
  undoElsewhere,
} from '../../support/injectors.ts';
import { lookContext } from '../../support/look-context.ts';
import { until } from '../../support/processes.ts';

const daemon = await startDockerd();
const why = typeof daemon === 'string' ? `: ${daemon}` : '';
const dockerd = typeof daemon === 'string' ? (undefined as never) : daemon;
const otherImage = 'weaklink-other:latest';
const network = 'drill-net';
if (typeof daemon !== 'string') {
  await daemon.importImage(otherImage);
  await daemon.makeNetwork(network, '10.213.7.0/24');
}
afterAll(() => (typeof daemon === 'string' ? undefined : daemon.stop()));

const Labels = { 'weaklink.drill': 'allow' };
/** Ends at once when it is told to, and serves for ever else. */
const serve = "trap 'exit 0' TERM; while true; do sleep 0.1; done";
/** Holds 40 MB. */
const hold = `exec /bin/busybox awk 'BEGIN { s = sprintf("%40000000s", "x"); system("sleep 1000") }'`;
const MIB = 1_048_576;

/** Milliseconds for one of several tests at once: five times what one by itself is given. */
const TOGETHER_MS = 300_000;

let names = 0;
/** A running container that its owner allows to be broken. */
async function target(
  script = serve,
  options: Partial<Docker.ContainerCreateOptions> = {},
  // One of several tests at once hands in its own.
  test: Pick<TestContext, 'onTestFinished'> = { onTestFinished },
): Promise<{ readonly name: string; readonly container: Docker.Container }> {
  names += 1;
  const name = `target-${names}`;
  const container = await dockerd.run(name, script, { Labels, ...options });
  test.onTestFinished(() => container.remove({ force: true }).catch(() => {}));
  return { name, container };
}

/** Waits until it has taken its memory. */
async function holds(container: Docker.Container): Promise<void> {
  await until(async () => {
    const stats = await container.stats({ stream: false, 'one-shot': true });
    return stats.memory_stats.usage > 38_000_000;
  });
}

/** The kernel log is read within a share of it, also while other tests keep the machine busy. */
const unhurried = lookContext({ deadlineMs: 20_000 });

async function look(container: string) {
  const options = dockerOptions.parse({ container, socket: dockerd.socket });
  return dockerProbe.look(options, unhurried);
}

const fault = (action: string, container: string, more: object = {}) => ({
  action,
  container,
  socket: dockerd.socket,
  ...more,
});

/** Injects, shows it to the probe, undoes in this process, verifies, and shows the probe again. */
async function drill(
  name: string,
  options: object,
  symptom: string | null,
): Promise<{ readonly seen: string }> {
  const injected = await injectFault(dockerInjector, options);
  expect(await look(name)).toMatchObject({ symptom });
  const before = await dockerInjector.verify(injected.plan, null);
  expect(before, before.seen).toMatchObject({ undone: false });
  const after = await injected.undo();
  expect(after, after.seen).toMatchObject({ undone: true });
  await dockerInjector.undo(injected.plan, null);
  expect(await look(name)).toMatchObject({ outcome: 'ok' });
  return after;
}

describe.skipIf(typeof daemon === 'string')(`faults of real containers${why}`, () => {
  test('stop', async () => {
    const { name } = await target();
    await drill(name, fault('stop', name), 'docker.exited');
  });

  test('kill', async () => {
    const { name } = await target();
    // Where the kernel's log can be read, it tells that no memory was lacking.
    const log = await readKernelLog(unhurried, undefined);
    const denied = log.kind === 'read' && log.text.trim() !== '';
    await drill(name, fault('kill', name), denied ? 'docker.exited' : 'docker.oom_suspected');
  });

  test('pause', async () => {
    const { name } = await target();
    await drill(name, fault('pause', name), 'docker.paused');
  });

  test('restart loop: Docker itself restarts it, and its own policy comes back', async () => {
    const RestartPolicy = { Name: 'unless-stopped', MaximumRetryCount: 0 };
    const { name, container } = await target(serve, { HostConfig: { RestartPolicy } });
    await drill(name, fault('restart-loop', name, { life: '200ms' }), 'docker.restart_loop');
    const { HostConfig, RestartCount } = await container.inspect();
    expect(HostConfig.RestartPolicy).toEqual(RestartPolicy);
    expect(RestartCount).toBe(0);
  });

  test('memory: the kernel kills it at a lower limit, and its own limits come back', async () => {
    const HostConfig = { Memory: 256 * MIB, MemorySwap: 300 * MIB };
    const { name, container } = await target(hold, { HostConfig });
    await holds(container);
    const { seen } = await drill(name, fault('memory', name), 'docker.oom_killed');
    expect(seen).toContain('256 MiB');
    expect((await container.inspect()).HostConfig).toMatchObject(HostConfig);
  });

  test('memory: a hog of the scenario is killed inside', async () => {
    const HostConfig = { Memory: 64 * MIB, MemorySwap: 64 * MIB };
    const { name, container } = await target(serve, { HostConfig });
    // Two looks: the probe tells a kill inside a living container from the rise of its count.
    expect(await look(name)).toMatchObject({ outcome: 'ok' });
    const hog = ['/bin/tail', '/dev/zero'];
    const injected = await injectFault(
      dockerInjector,
      fault('memory', name, { limit: '16MiB', hog }),
    );
    expect(await look(name)).toMatchObject({ symptom: 'docker.oom_killed' });
    expect(await injected.undo()).toMatchObject({ undone: true });
    expect((await container.inspect()).HostConfig).toMatchObject(HostConfig);
  });

  test('disconnect: back with its address and its aliases', async () => {
    const NetworkingConfig = {
      EndpointsConfig: {
        [network]: { Aliases: ['engine', 'model'], IPAMConfig: { IPv4Address: '10.213.7.77' } },
      },
    };
    const HostConfig = { NetworkMode: network };
    const { name, container } = await target(serve, { HostConfig, NetworkingConfig });
    const { seen } = await drill(name, fault('disconnect', name), 'docker.no_network');
    expect(seen).toContain('10.213.7.77');
    const { Networks } = (await container.inspect()).NetworkSettings;
    expect(Networks[network]).toMatchObject({
      IPAddress: '10.213.7.77',
      Aliases: expect.arrayContaining(['engine', 'model']),
    });
  });

  test('disconnect: an address that Docker chose is had back', async () => {
    const HostConfig = { NetworkMode: network };
    const { name, container } = await target(serve, { HostConfig });
    const before = (await container.inspect()).NetworkSettings.Networks[network]?.IPAddress;
    await drill(name, fault('disconnect', name, { network }), 'docker.no_network');
    const after = (await container.inspect()).NetworkSettings.Networks[network];
    expect(after?.IPAddress).toBe(before);
  });

  test('swap image: another container under its name, and the original comes back', async () => {
    const { name, container } = await target(serve, { Env: ['MODE=good', 'PATH=/bin'] });
    const { Id, Image } = await container.inspect();
    const swap = fault('swap-image', name, { image: otherImage });
    const injected = await injectFault(dockerInjector, swap);
    const other = await dockerd.docker.getContainer(name).inspect();
    expect(other.Id).not.toBe(Id);
    expect(other.Config).toMatchObject({ Image: otherImage, Env: ['MODE=good', 'PATH=/bin'] });
    expect(await look(name)).toMatchObject({
      outcome: 'ok',
      facts: { 'container.image': otherImage },
    });
    expect(await dockerInjector.verify(injected.plan, null)).toMatchObject({ undone: false });
    expect(await injected.undo()).toMatchObject({ undone: true });
    const back = await dockerd.docker.getContainer(name).inspect();
    expect(back).toMatchObject({ Id, Image, State: { Running: true } });
    const all = await dockerd.docker.listContainers({ all: true });
    expect(all.filter(({ Image: image }) => image === otherImage)).toEqual([]);
  });

  test('swap image: one that ends at its start is undone as well', async () => {
    const { name } = await target();
    const command = ['/bin/false'];
    const swap = fault('swap-image', name, { image: otherImage, command });
    const { signal } = new AbortController();
    const request = requestOf(dockerInjector, swap);
    const plan = await dockerInjector.plan(request, emptyWorld, signal);
    await expect(dockerInjector.inject(request, plan, emptyWorld, signal)).rejects.toMatchObject({
      code: 'E_DRILL_INJECT',
    });
    expect(await undoElsewhere('docker', plan)).toMatchObject({ undone: true });
    expect(await look(name)).toMatchObject({ facts: { 'container.image': testImage } });
  });
});

// Each breaks a container of its own, and mostly waits for the processes that inject and undo.
describe
  .skipIf(typeof daemon === 'string')
  .concurrent(`a drill that was killed${why}`, { timeout: TOGETHER_MS }, () => {
    test.for([
      ['stop', {}],
      ['kill', {}],
      ['pause', {}],
      ['restart-loop', {}],
      ['memory', {}],
      ['disconnect', {}],
      ['swap-image', { image: otherImage }],
    ] as const)(
      '%s is undone from its plan by another process',
      async ([action, more], context) => {
        const HostConfig = { Memory: 256 * MIB, NetworkMode: network };
        const { name, container } = await target(hold, { HostConfig }, context);
        await holds(container);
        const { Id, Image } = await container.inspect();
        const plan = await injectAndDie(dockerInjector, fault(action, name, more));
        const seen = await undoElsewhere('docker', plan);
        expect(seen, seen.seen).toMatchObject({ undone: true });
        const after = await dockerd.docker.getContainer(name).inspect();
        expect(after).toMatchObject({ Id, Image, State: { Running: true, Paused: false } });
        expect(after.HostConfig.Memory).toBe(256 * MIB);
        expect(Object.keys(after.NetworkSettings.Networks)).toEqual([network]);
      },
    );

    test.for([0, 40, 300])('%i ms into a stop that takes its time', async (ms, context) => {
      const stubborn = 'trap "" TERM; while true; do sleep 0.1; done';
      const { name } = await target(stubborn, {}, context);
      const plan = await injectAndDie(dockerInjector, fault('stop', name, { grace: '1s' }), ms);
      expect(await undoElsewhere('docker', plan)).toMatchObject({ undone: true });
      await pause(1_500);
      expect(await look(name)).toMatchObject({ outcome: 'ok' });
    });

    test.for([0, 60, 200])('%i ms into a swap', async (ms, context) => {
      const { name, container } = await target(serve, {}, context);
      const { Id } = await container.inspect();
      const swap = fault('swap-image', name, { image: otherImage });
      const plan = await injectAndDie(dockerInjector, swap, ms);
      expect(await undoElsewhere('docker', plan)).toMatchObject({ undone: true });
      expect((await dockerd.docker.getContainer(name).inspect()).Id).toBe(Id);
    });
  });

describe.skipIf(typeof daemon === 'string')(`what is refused${why}`, () => {
  const refused = async (options: object) => {
    const request = requestOf(dockerInjector, options);
    const missing = await dockerInjector.preflight(request.options, emptyWorld);
    const { signal } = new AbortController();
    await expect(dockerInjector.plan(request, emptyWorld, signal)).rejects.toMatchObject({
      code: 'E_DRILL_TARGET',
      message: missing[0]?.what,
      hint: missing[0]?.remedy,
    });
    return missing;
  };

  test('a container that its owner has not labelled, with the label to add', async () => {
    const { name } = await target(serve, { Labels: {} });
    expect(await refused(fault('kill', name))).toEqual([
      {
        what: `the owner of the container ${name} has not labelled it weaklink.drill=allow`,
        remedy: expect.stringContaining('docker run --label weaklink.drill=allow'),
      },
    ]);
    expect(await look(name)).toMatchObject({ outcome: 'ok' });
  });

  test('a label that says something else', async () => {
    const { name } = await target(serve, { Labels: { 'weaklink.drill': 'deny' } });
    const [missing] = await refused(fault('stop', name));
    expect(missing?.what).toContain('(it has weaklink.drill=deny)');
  });

  test('no such container', async () => {
    const missing = await refused(fault('kill', 'nobody'));
    expect(missing).toMatchObject([{ what: 'there is no container nobody' }]);
  });

  test('one that does not run, and one that would remove itself', async () => {
    const { name, container } = await target(serve, { HostConfig: { AutoRemove: true } });
    await container.pause();
    const missing = await refused(fault('stop', name));
    expect(missing.map(({ what }) => what)).toEqual([
      `the container ${name} is paused`,
      `the container ${name} removes itself when it ends (--rm), so nothing could bring it back`,
    ]);
  });

  test('a memory squeeze of a container without a limit', async () => {
    const { name } = await target();
    const [missing] = await refused(fault('memory', name));
    expect(missing?.what).toContain('has no memory limit');
  });

  test('an image that is not there, and a network that it is not in', async () => {
    const { name } = await target();
    const image = await refused(fault('swap-image', name, { image: 'nothing:1' }));
    expect(image).toEqual([
      { what: 'the image nothing:1 is not on this machine', remedy: 'docker pull nothing:1' },
    ]);
    const [none] = await refused(fault('disconnect', name));
    expect(none?.what).toContain('is in no network that it could leave (it has: none)');
  });

  test('no socket', async () => {
    const options = { action: 'kill', container: 'any', socket: '/nowhere/docker.sock' };
    const missing = await refused(options);
    expect(missing[0]?.what).toBe('there is no Docker socket /nowhere/docker.sock');
  });

  test('a squeeze that would kill nothing changes nothing', async () => {
    const { name, container } = await target(serve, { HostConfig: { Memory: 256 * MIB } });
    const squeeze = fault('memory', name, { limit: '128MiB' });
    await expect(injectFault(dockerInjector, squeeze)).rejects.toMatchObject({
      code: 'E_DRILL_INJECT',
    });
    expect((await container.inspect()).HostConfig.Memory).toBe(256 * MIB);
  });
});

test('explains in one sentence what would be done to what', () => {
  const explain = (options: object) =>
    dockerInjector.explain(dockerInjector.options.parse({ container: 'web', ...options }));
  expect(explain({ action: 'stop', grace: '3s' })).toBe(
    'stops the container web: SIGTERM, and SIGKILL after 3 s',
  );
  expect(explain({ action: 'memory', limit: '64MiB' })).toBe(
    'squeezes the memory of the container web to 64 MiB, until the kernel kills it',
  );
  expect(explain({ action: 'disconnect' })).toBe(
    'disconnects the container web from all of its networks',
  );
});

test.each([
  [{ action: 'remove', container: 'web' }],
  [{ action: 'kill', container: '../web' }],
  [{ action: 'kill', container: 'web', socket: 'docker.sock' }],
  [{ action: 'restart-loop', container: 'web', life: '5ms' }],
  [{ action: 'memory', container: 'web', limit: 'much' }],
  [{ action: 'kill', container: 'web', force: true }],
])('options that are none: %o', (options) => {
  expect(dockerInjector.options.safeParse(options).success).toBe(false);
});
