import { chmodSync } from 'node:fs';
import type Docker from 'dockerode';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { dockerProbe } from '../../../probes/docker/index.ts';
import { dockerOptions } from '../../../probes/docker/options.ts';
import type { Finding, LookContext } from '../../../probes/probe.ts';
import { startDockerd, testImage } from '../../support/dockerd.ts';
import { lookContext, strikingOut } from '../../support/look-context.ts';
import { until } from '../../support/processes.ts';
import { expectSound } from '../../support/sound-finding.ts';

const daemon = await startDockerd();
const why = typeof daemon === 'string' ? `: ${daemon}` : '';
const dockerd = typeof daemon === 'string' ? (undefined as never) : daemon;

async function look(
  container: string,
  options: object = {},
  context: LookContext = lookContext({ deadlineMs: 20_000 }),
): Promise<Finding> {
  const all = dockerOptions.parse({ container, socket: dockerd.socket, ...options });
  const finding = await dockerProbe.look(all, context);
  expectSound(dockerProbe, finding);
  return finding;
}

async function ended(container: Docker.Container): Promise<void> {
  await container.wait();
}

const forever = 'while true; do sleep 1000; done';

afterAll(() => (typeof daemon === 'string' ? undefined : daemon.stop()));

describe.skipIf(typeof daemon === 'string').concurrent(`real containers${why}`, () => {
  test('running: facts and measures', async () => {
    await dockerd.run('steady', `${forever}`, {
      Env: ['TOKEN=hunter2'],
      HostConfig: {
        Memory: 64 * 1_048_576,
        NanoCpus: 5e8,
        RestartPolicy: { Name: 'unless-stopped' },
        Binds: ['/tmp:/data:ro'],
      },
    });
    const finding = await look('steady');
    expect(finding).toMatchObject({
      outcome: 'ok',
      symptom: null,
      summary: `running, ${testImage}`,
      facts: {
        'container.name': 'steady',
        'container.image': testImage,
        'container.image_id': expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        'container.state': 'running',
        'container.memory_limit_bytes': 67_108_864,
        'container.cpus': 0.5,
        'container.restart_policy': 'unless-stopped',
        'container.mounts': '/tmp:/data (read-only)',
        'container.networks': 'none',
        'container.oom_kills': 0,
      },
    });
    expect(finding.measures?.map(({ name }) => name)).toEqual([
      'container.restarts',
      'container.up',
      'container.memory_used',
      'container.memory_limit',
    ]);
    expect(JSON.stringify(finding)).not.toContain('hunter2');
  });

  test('found by its label: the newest that runs', async () => {
    const labels = { Labels: { app: 'server' } };
    await ended(await dockerd.run('server-old', 'true', labels));
    await dockerd.run('server-new', forever, labels);
    const options = dockerOptions.parse({ label: 'app=server', socket: dockerd.socket });
    expect(await dockerProbe.look(options, lookContext())).toMatchObject({
      outcome: 'ok',
      facts: { 'container.name': 'server-new', 'container.matches': 2 },
    });
    const none = dockerOptions.parse({ label: 'app=none', socket: dockerd.socket });
    expect(await dockerProbe.look(none, lookContext())).toMatchObject({
      symptom: 'docker.not_found',
      summary: 'there is no container app=none',
    });
  });

  test.each([
    [0, 'it ended by itself'],
    [1, 'the program reported an error'],
    [139, 'SIGSEGV'],
  ])('exited with %i', async (code, words) => {
    await ended(await dockerd.run(`exited-${code}`, `echo fatal: no model; exit ${code}`));
    const finding = await look(`exited-${code}`);
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'docker.exited' });
    expect(finding.facts?.['container.exit']).toContain(words);
    expect(finding.evidence).toContain('log: fatal: no model');
  });

  test('could not be started: its program is missing', async () => {
    const container = await dockerd.create('broken', '', { Cmd: ['/bin/nothing'] });
    await expect(container.start()).rejects.toThrow();
    const finding = await look('broken');
    expect(finding).toMatchObject({
      outcome: 'failed',
      symptom: 'docker.program_missing',
      alsoSeen: ['docker.created'],
    });
    expect(finding.facts?.['container.state']).toBe('created');
    expect(finding.evidence?.join('\n')).toContain('/bin/nothing');
  });

  test('created and never started', async () => {
    await dockerd.create('created', forever);
    expect(await look('created')).toMatchObject({
      symptom: 'docker.created',
      summary: 'created, never started',
    });
  });

  test('killed by the kernel at its memory limit', async () => {
    const limit = 16 * 1_048_576;
    const HostConfig = { Memory: limit, MemorySwap: limit };
    // The shell outlives the victim: Docker learns of the kill beside the end of the container, and a
    // container that ends in the same instant is sometimes recorded without it.
    const script = 'tail /dev/zero; code=$?; sleep 1; exit $code';
    await ended(await dockerd.run('greedy', script, { HostConfig }));
    const finding = await look('greedy');
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'docker.oom_killed' });
    expect(finding.alsoSeen).toEqual(['docker.exited']);
  });

  test('killed by somebody: perhaps out of memory, unless the kernel log tells of no such thing', async () => {
    const container = await dockerd.run('killed', forever);
    await container.kill();
    const { symptom, alsoSeen = [] } = await look('killed');
    // Whether the log can be read in time is this machine's matter; what follows from it is judge.test.ts'.
    expect([[symptom, ...alsoSeen]]).toContainEqual(
      symptom === 'docker.exited' ? ['docker.exited'] : ['docker.oom_suspected', 'docker.exited'],
    );
  });

  test('a process in it was killed at the memory limit, and the container lives on', async () => {
    const limit = 16 * 1_048_576;
    const script = `while true; do sleep 0.1; test -e /tmp/go && tail /dev/zero && rm /tmp/go; done`;
    const HostConfig = { Memory: limit, MemorySwap: limit };
    const container = await dockerd.run('parent', script, { HostConfig });
    expect(await look('parent')).toMatchObject({ outcome: 'ok' });
    const exec = await container.exec({ Cmd: ['/bin/sh', '-c', 'echo > /tmp/go'] });
    await exec.start({ Detach: true });
    await until(async () => (await look('parent')).symptom === 'docker.oom_killed');
    expect((await container.inspect()).State.Running).toBe(true);
  });

  test('restarting again and again', async () => {
    const HostConfig = { RestartPolicy: { Name: 'always' } };
    const container = await dockerd.run('loop', 'echo error: bad flag; exit 1', { HostConfig });
    await until(async () => (await container.inspect()).RestartCount >= 2);
    expect(await look('loop')).toMatchObject({ outcome: 'failed', symptom: 'docker.restart_loop' });
    // The daemon has no log to show in the moment of a restart.
    await until(
      async () => (await look('loop')).evidence?.some((e) => e === 'log: error: bad flag') ?? false,
    );
  });

  test('restarted once and running is no loop', async () => {
    const HostConfig = { RestartPolicy: { Name: 'always' } };
    const script = `test -e /tmp/done && exec sleep 1000; echo > /tmp/done; exit 1`;
    const container = await dockerd.run('once', script, { HostConfig });
    await until(async () => {
      const { State, RestartCount } = await container.inspect();
      return RestartCount === 1 && State.Running && !State.Restarting;
    });
    expect(await look('once')).toMatchObject({ outcome: 'ok' });
  });

  /** A health check that fails, every 200 ms; Docker counts in nanoseconds. */
  const failingCheck = (startMs: number): Docker.ContainerCreateOptions => ({
    Healthcheck: {
      Test: ['CMD-SHELL', 'echo connection refused by the engine; false'],
      Interval: 200e6,
      Timeout: 5_000e6,
      StartPeriod: startMs * 1e6,
      Retries: 1,
    },
  });

  test('its health check has not passed yet', async () => {
    await dockerd.run('starting', forever, failingCheck(600_000));
    expect(await look('starting')).toMatchObject({
      outcome: 'degraded',
      symptom: 'docker.starting',
    });
  });

  test('unhealthy, with what its check said', async () => {
    const container = await dockerd.run('sick', forever, failingCheck(0));
    await until(async () => (await container.inspect()).State.Health?.Status === 'unhealthy');
    const finding = await look('sick');
    expect(finding).toMatchObject({
      outcome: 'failed',
      symptom: 'docker.unhealthy',
      facts: { 'container.health': 'unhealthy' },
    });
    expect(finding.evidence?.[1]).toBe('health check (1): connection refused by the engine');
  });

  test('taken off its network', async () => {
    await dockerd.makeNetwork('look-net', '10.213.77.0/24');
    const HostConfig = { NetworkMode: 'look-net' };
    const container = await dockerd.run('lonely', forever, { HostConfig });
    expect(await look('lonely')).toMatchObject({ outcome: 'ok' });
    const network = dockerd.docker.getNetwork('look-net');
    await network.disconnect({ Container: container.id });
    expect(await look('lonely')).toMatchObject({
      outcome: 'failed',
      symptom: 'docker.no_network',
    });
    await network.connect({ Container: container.id });
    expect(await look('lonely')).toMatchObject({ outcome: 'ok' });
  });

  test('paused', async () => {
    const container = await dockerd.run('paused', forever);
    await container.pause();
    expect(await look('paused')).toMatchObject({ outcome: 'failed', symptom: 'docker.paused' });
    await container.unpause();
    expect(await look('paused')).toMatchObject({ outcome: 'ok' });
  });

  test('removed', async () => {
    const container = await dockerd.run('removed', forever);
    await container.remove({ force: true });
    expect(await look('removed')).toMatchObject({ outcome: 'failed', symptom: 'docker.not_found' });
  });

  test('its image was removed', async () => {
    await dockerd.importImage('weaklink-other:latest');
    await ended(await dockerd.run('imageless', 'true', { Image: 'weaklink-other:latest' }));
    await dockerd.docker.getImage('weaklink-other:latest').remove({ force: true });
    expect(await look('imageless')).toMatchObject({
      outcome: 'failed',
      symptom: 'docker.image_missing',
      alsoSeen: ['docker.exited'],
      facts: { 'container.image_missing': true },
    });
  });

  test('without the GPU that it needs', async () => {
    await dockerd.run('blind', forever);
    expect(await look('blind', { gpus: true })).toMatchObject({
      outcome: 'failed',
      symptom: 'docker.gpu_not_attached',
      summary: 'no GPU attached',
    });
  });

  test('secrets in its log are struck out', async () => {
    await ended(await dockerd.run('leaky', 'echo error: key hunter2 refused; exit 1'));
    const context = lookContext({ redactor: strikingOut('hunter2') });
    const finding = await look('leaky', {}, context);
    expect(finding.evidence).toContain('log: error: key ‹redacted› refused');
  });

  test('with a terminal, whose log has no frames', async () => {
    await ended(
      await dockerd.run('tty', 'echo "{\\"level\\":\\"error\\"}"; exit 2', { Tty: true }),
    );
    expect((await look('tty')).evidence?.at(-1)).toBe('log: {"level":"error"}');
  });
});

describe.skipIf(typeof daemon === 'string')(`a daemon that cannot be asked${why}`, () => {
  test('the socket may not be opened', async () => {
    chmodSync(dockerd.socket, 0o000);
    // Root may open everything; the look is made as somebody who may not.
    process.seteuid?.(65_534);
    const finding = await look('steady').finally(() => {
      process.seteuid?.(0);
      chmodSync(dockerd.socket, 0o660);
    });
    expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'self.permission' });
  });

  test('the daemon hangs', async () => {
    await dockerd.freeze();
    onTestFinished(() => dockerd.thaw());
    const startedAt = performance.now();
    const finding = await look('steady', {}, lookContext({ deadlineMs: 500 }));
    expect(performance.now() - startedAt).toBeLessThan(550);
    expect(finding).toMatchObject({
      outcome: 'failed',
      symptom: 'docker.daemon_unreachable',
      summary: 'the Docker daemon does not answer in time',
    });
  });

  test('the look is cancelled', async () => {
    await dockerd.freeze();
    onTestFinished(() => dockerd.thaw());
    const cancelled = new AbortController();
    const looking = look('steady', {}, lookContext({ signal: cancelled.signal }));
    setTimeout(() => cancelled.abort(), 20);
    expect(await looking).toMatchObject({ outcome: 'unknown', symptom: 'self.cancelled' });
  });
});
