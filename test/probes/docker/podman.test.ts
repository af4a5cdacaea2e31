import { afterAll, describe, expect, test } from 'vitest';
import { changeOfEvent } from '../../../probes/docker/events/change-of.ts';
import type { EngineEvent } from '../../../probes/docker/events/engine-event.ts';
import { followEngine } from '../../../probes/docker/events/follow.ts';
import { dockerProbe } from '../../../probes/docker/index.ts';
import { dockerOptions } from '../../../probes/docker/options.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { localSocket } from '../../../src/vantage/docker/local-socket.ts';
import { dockerVantage } from '../../../src/vantage/docker/vantage.ts';
import { localVantage } from '../../../src/vantage/local.ts';
import { createContainer, testImage } from '../../support/dockerd.ts';
import { lookContext } from '../../support/look-context.ts';
import { findProgram } from '../../support/needs-program.ts';
import { startPodman } from '../../support/podman.ts';
import { until } from '../../support/processes.ts';
import { expectSound } from '../../support/sound-finding.ts';

const service = await startPodman();
const why = typeof service === 'string' ? ` (${service})` : '';
const podman = typeof service === 'string' ? (undefined as never) : service;
const forever = 'while true; do sleep 1000; done';

afterAll(() => (typeof service === 'string' ? undefined : service.stop()), 60_000);

/** Podman on a busy machine takes its time for an answer. */
const deadlineMs = 10_000;

async function look(options: object) {
  const all = dockerOptions.parse({ socket: podman.socket, ...options });
  const finding = await dockerProbe.look(all, lookContext({ deadlineMs }));
  expectSound(dockerProbe, finding);
  return finding;
}

describe.skipIf(typeof service === 'string')(`real containers of Podman${why}`, () => {
  test('running: facts, measures, and its image by its short name', async () => {
    const HostConfig = { Memory: 64 * 1_048_576, Binds: ['/tmp:/data:ro'] };
    await podman.run('steady', forever, { HostConfig, Env: ['TOKEN=hunter2'] });
    const finding = await look({ container: 'steady', image: testImage, mounts: ['/data'] });
    expect(finding).toMatchObject({
      outcome: 'ok',
      symptom: null,
      facts: {
        'container.name': 'steady',
        'container.image': `docker.io/library/${testImage}`,
        'container.image_id': expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        'container.state': 'running',
        'container.memory_limit_bytes': 67_108_864,
        'container.mounts': '/tmp:/data (read-only)',
        'container.oom_kills': 0,
      },
    });
    expect(finding.facts).not.toHaveProperty('container.health');
    expect(finding.measures?.map(({ name }) => name)).toContain('container.memory_used');
    expect(JSON.stringify(finding)).not.toContain('hunter2');
  });

  test('exited, with its code and the last words of its log', async () => {
    await (await podman.run('ended', 'echo fatal: no model; exit 3')).wait();
    const finding = await look({ container: 'ended' });
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'docker.exited' });
    expect(finding.facts?.['container.exit']).toMatch(/^3: /);
    expect(finding.evidence).toContain('log: fatal: no model');
  });

  test('killed at its memory limit, which Podman itself does not tell', async () => {
    const limit = 16 * 1_048_576;
    const HostConfig = { Memory: limit, MemorySwap: limit };
    const script = 'tail /dev/zero; code=$?; sleep 1; exit $code';
    await (await podman.run('greedy', script, { HostConfig })).wait();
    const { symptom, alsoSeen = [] } = await look({ container: 'greedy' });
    // By the kernel log; where that may not be read it stays a suspicion.
    expect(['docker.oom_killed', 'docker.oom_suspected']).toContain(symptom);
    expect(alsoSeen).toContain('docker.exited');
  });

  test('a process in it was killed at the memory limit, and the container lives on', async () => {
    const limit = 16 * 1_048_576;
    const script = `while true; do sleep 0.1; test -e /tmp/go && tail /dev/zero && rm /tmp/go; done`;
    const HostConfig = { Memory: limit, MemorySwap: limit };
    const container = await podman.run('parent', script, { HostConfig });
    expect(await look({ container: 'parent' })).toMatchObject({ outcome: 'ok' });
    const exec = await container.exec({ Cmd: ['/bin/sh', '-c', 'echo > /tmp/go'] });
    await exec.start({ Detach: true });
    await until(async () => (await look({ container: 'parent' })).symptom === 'docker.oom_killed');
    await container.remove({ force: true });
  });

  test('paused', async () => {
    const container = await podman.run('paused', forever);
    await container.pause();
    expect(await look({ container: 'paused' })).toMatchObject({ symptom: 'docker.paused' });
    await container.unpause();
    expect(await look({ container: 'paused' })).toMatchObject({ outcome: 'ok' });
  });

  test('restarting again and again, in whichever state it is found', async () => {
    const HostConfig = { RestartPolicy: { Name: 'always' } };
    const script = 'echo error: bad flag; sleep 0.5; exit 1';
    const container = await podman.run('loop', script, { HostConfig });
    await until(async () => (await container.inspect()).RestartCount >= 2);
    const found = new Set<string>();
    await until(async () => {
      const finding = await look({ container: 'loop' });
      expect(finding.symptom).toBe('docker.restart_loop');
      expect(finding.alsoSeen ?? []).not.toContain('docker.exited');
      found.add(String(finding.facts?.['container.state']));
      return found.has('stopped') || found.has('running');
    });
    await container.remove({ force: true });
  });

  test('stopped by somebody, it has ended whatever its policy says', async () => {
    const HostConfig = { RestartPolicy: { Name: 'always' } };
    const container = await podman.run('halted', forever, { HostConfig });
    await container.stop({ t: 0 });
    expect((await look({ container: 'halted' })).symptom).not.toBe('docker.restart_loop');
  });

  test('unhealthy, with what its check said', async () => {
    const Test = ['CMD-SHELL', 'echo connection refused by the engine; false'];
    const Healthcheck = { Test, Interval: 60e9, Timeout: 30e9, Retries: 1 };
    await podman.run('sick', forever, { Healthcheck });
    expect(await look({ container: 'sick' })).toMatchObject({ symptom: 'docker.starting' });
    podman.checkHealth('sick');
    const finding = await look({ container: 'sick' });
    expect(finding).toMatchObject({
      outcome: 'failed',
      symptom: 'docker.unhealthy',
      facts: { 'container.health': 'unhealthy' },
    });
    expect(finding.evidence).toContain('health check (1): connection refused by the engine');
  });

  test('created and never started', async () => {
    await createContainer(podman.docker, 'created', forever);
    expect(await look({ container: 'created' })).toMatchObject({ symptom: 'docker.created' });
  });

  test('without the GPU that it needs; not there; found by its label', async () => {
    const Labels = { app: 'server' };
    await podman.run('labelled', forever, { Labels });
    expect(await look({ label: 'app=server', gpus: true })).toMatchObject({
      symptom: 'docker.gpu_not_attached',
      facts: { 'container.name': 'labelled' },
    });
    expect(await look({ container: 'nobody' })).toMatchObject({
      outcome: 'failed',
      symptom: 'docker.not_found',
    });
  });

  test.skipIf(!findProgram('slirp4netns'))(
    'its user reaches the world for it: that is no missing network',
    async () => {
      const HostConfig = { NetworkMode: 'slirp4netns' };
      await podman.run('rootless', forever, { HostConfig });
      expect(await look({ container: 'rootless' })).toMatchObject({ outcome: 'ok' });
    },
  );

  test('one can stand in it: programs and files', async () => {
    await podman.run('place', `echo here > /tmp/file; ${forever}`);
    const place = dockerVantage('place', { socket: podman.socket });
    const limits = { deadlineMs, signal: new AbortController().signal };
    const ran = await place.exec(['sh', '-c', 'echo "$1"; exit 3', 'sh', 'a b'], limits);
    expect(ran).toMatchObject({ kind: 'ended', exitCode: 3, stdout: 'a b\n' });
    expect(await place.exec(['nothing'], limits)).toMatchObject({ kind: 'not-started' });
    const file = () => place.readFile('/tmp/file', 100).then(String, () => '');
    await until(async () => (await file()) === 'here\n');
    await expect(place.readFile('/tmp/none', 100)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('what is done to it is told as changes', async () => {
    const stop = new AbortController();
    const told: EngineEvent[] = [];
    const following = followEngine({
      vantage: localVantage,
      socketPath: podman.socket,
      signal: stop.signal,
      clock: systemClock,
      onConnected() {},
      onEvent: (event) => void told.push(event),
    });
    const container = await podman.run('watched', forever);
    await container.kill();
    await until(async () => !(await container.inspect()).State.Running);
    await container.remove({ force: true });
    const changes = () =>
      told
        .filter(({ attributes }) => attributes.name === 'watched')
        .flatMap((event) => changeOfEvent(event)?.what ?? []);
    await until(() => changes().includes('container.destroy'));
    stop.abort();
    await following;
    expect(changes()).toEqual([
      'container.create',
      'container.start',
      'container.kill',
      'container.die',
      'container.destroy',
    ]);
  });

  test("its socket is found in the user's runtime directory, or by Podman's own variable", () => {
    const exists = (path: string) => path === podman.socket;
    expect(localSocket(undefined, { XDG_RUNTIME_DIR: podman.runtime }, exists)).toBe(podman.socket);
    const env = { CONTAINER_HOST: `unix://${podman.socket}` };
    expect(localSocket(undefined, env, exists)).toBe(podman.socket);
    expect(localSocket(undefined, { ...env, DOCKER_HOST: 'unix:///d.sock' }, exists)).toBe(
      '/d.sock',
    );
    const elsewhere = { CONTAINER_HOST: 'ssh://core@10.0.0.1/run/podman/podman.sock' };
    expect(localSocket(undefined, elsewhere, exists)).toBeNull();
  });

  test('the service ended and left its socket: the daemon is blamed, then it is back', async () => {
    await podman.end();
    expect(await look({ container: 'steady' })).toMatchObject({
      outcome: 'failed',
      symptom: 'docker.daemon_unreachable',
      summary: 'nobody listens on the Docker socket',
    });
    await podman.startAgain();
    expect(await look({ container: 'steady' })).toMatchObject({ outcome: 'ok' });
  });
});
