import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { afterAll, describe, expect, onTestFinished, type TestContext, test } from 'vitest';
import { dockerProbe } from '../../../probes/docker/index.ts';
import type { Finding } from '../../../probes/probe.ts';
import { startDockerd, testImage } from '../../support/dockerd.ts';
import { lookAt } from '../../support/look-at.ts';
import { until } from '../../support/processes.ts';
import { expectSound } from '../../support/sound-finding.ts';

/* Why real containers do not run, or run and do not serve. */

const daemon = await startDockerd();
const why = typeof daemon === 'string' ? `: ${daemon}` : '';
const dockerd = typeof daemon === 'string' ? (undefined as never) : daemon;
const forever = 'while true; do sleep 1000; done';

afterAll(() => (typeof daemon === 'string' ? undefined : daemon.stop()));

async function look(options: object): Promise<Finding> {
  const finding = await lookAt(
    dockerProbe,
    { socket: dockerd.socket, ...options },
    { deadlineMs: 20_000 },
  );
  expectSound(dockerProbe, finding);
  return finding;
}

async function ended(name: string, script: string, options: Docker.ContainerCreateOptions = {}) {
  const container = await dockerd.run(name, script, options);
  await container.wait();
}

function folder(onTestFinished: TestContext['onTestFinished']): string {
  const path = mkdtempSync(join(tmpdir(), 'weaklink-mount-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

describe.skipIf(typeof daemon === 'string').concurrent(`real containers${why}`, () => {
  test('a port that another program of the host holds', async ({ onTestFinished }) => {
    const holder = createTcpServer();
    await new Promise<void>((resolve) => holder.listen(0, '0.0.0.0', resolve));
    onTestFinished(() => void holder.close());
    const { port } = holder.address() as AddressInfo;
    await dockerd.makeNetwork('port-net', '10.213.78.0/24');
    const container = await dockerd.create('port', forever, {
      ExposedPorts: { '8000/tcp': {} },
      HostConfig: {
        NetworkMode: 'port-net',
        PortBindings: { '8000/tcp': [{ HostPort: String(port) }] },
      },
    });
    await expect(container.start()).rejects.toThrow();
    expect(await look({ container: 'port' })).toMatchObject({
      outcome: 'failed',
      symptom: 'docker.port_conflict',
      alsoSeen: ['docker.created'],
    });
  });

  test('a port that is not published where callers look for it', async () => {
    const free = createTcpServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    await dockerd.makeNetwork('loopback-net', '10.213.79.0/24');
    await dockerd.run('loopback', forever, {
      ExposedPorts: { '8000/tcp': {} },
      HostConfig: {
        NetworkMode: 'loopback-net',
        PortBindings: { '8000/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] },
      },
    });
    const at = (...publishes: readonly (string | number)[]) =>
      look({ container: 'loopback', publishes });
    expect(await at(`127.0.0.1:${port}`)).toMatchObject({ outcome: 'ok' });
    expect(await at(port)).toMatchObject({
      symptom: 'docker.port_unpublished',
      summary: `${port} is published on another address`,
    });
    expect(await at(1)).toMatchObject({ summary: '1 is not published' });
  });

  test('in another network than its peer', async () => {
    await dockerd.makeNetwork('net-a', '10.213.80.0/24');
    await dockerd.makeNetwork('net-b', '10.213.81.0/24');
    await dockerd.run('peer-a', forever, { HostConfig: { NetworkMode: 'net-a' } });
    const other = await dockerd.run('peer-b', forever, { HostConfig: { NetworkMode: 'net-b' } });
    expect(await look({ container: 'peer-a', networks: ['net-a'] })).toMatchObject({
      outcome: 'ok',
    });
    expect(await look({ container: 'peer-a', networks: ['net-b'] })).toMatchObject({
      symptom: 'docker.other_network',
      summary: 'not in the network net-b',
    });
    const peers = { container: 'peer-a', peers: ['peer-b'] };
    expect(await look(peers)).toMatchObject({
      outcome: 'failed',
      symptom: 'docker.other_network',
      summary: 'shares no network with peer-b',
    });
    await dockerd.docker.getNetwork('net-a').connect({ Container: other.id });
    expect(await look(peers)).toMatchObject({ outcome: 'ok' });
  });

  test('a directory of models that is there, empty, gone, or cannot be written', async ({
    onTestFinished,
  }) => {
    const models = folder(onTestFinished);
    const run = (name: string, mode: string) =>
      dockerd.run(name, forever, { HostConfig: { Binds: [`${models}:/models:${mode}`] } });
    await run('models', 'ro');
    const options = { container: 'models', mounts: ['/models'] };
    expect(await look(options)).toMatchObject({
      outcome: 'failed',
      symptom: 'docker.mount_empty',
      summary: '/models is empty',
    });
    writeFileSync(join(models, 'config.json'), '{}');
    expect(await look(options)).toMatchObject({ outcome: 'ok' });
    expect(await look({ ...options, writes: ['/models/cache'] })).toMatchObject({
      symptom: 'docker.mount_readonly',
    });
    expect(await look({ ...options, mounts: ['/data'] })).toMatchObject({
      symptom: 'docker.mount_missing',
      summary: 'nothing at /data',
    });
    rmSync(models, { recursive: true });
    expect(await look(options)).toMatchObject({
      symptom: 'docker.mount_missing',
      summary: '/models: its source is gone',
    });
  });

  test('a source that went away before the start', async ({ onTestFinished }) => {
    const models = folder(onTestFinished);
    const Mounts = [{ Type: 'bind' as const, Source: models, Target: '/models', ReadOnly: true }];
    const container = await dockerd.create('unmounted', forever, { HostConfig: { Mounts } });
    rmSync(models, { recursive: true });
    await expect(container.start()).rejects.toThrow();
    expect(await look({ container: 'unmounted' })).toMatchObject({
      symptom: 'docker.mount_missing',
      alsoSeen: ['docker.created'],
    });
  });

  test('a full file system that it writes to', async () => {
    const script = 'cat /dev/zero > /small/file || exit 1';
    await ended('full', script, { HostConfig: { Tmpfs: { '/small': 'size=64k' } } });
    const finding = await look({ container: 'full' });
    expect(finding).toMatchObject({ symptom: 'docker.no_space', alsoSeen: ['docker.exited'] });
    expect(finding.evidence?.join('\n')).toMatch(/log: .*No space left on device/);
  });

  test('a file that it cannot find', async () => {
    await ended('fileless', 'cat /models/config.json || exit 1');
    expect(await look({ container: 'fileless' })).toMatchObject({
      symptom: 'docker.file_missing',
      alsoSeen: ['docker.exited'],
    });
  });

  test('a program of another processor', async ({ onTestFinished }) => {
    const place = folder(onTestFinished);
    // The head of a program for 64-bit ARM: ELF, little endian, machine 183.
    const head = Buffer.alloc(64);
    head.write('\u007fELF', 'latin1');
    head.set([2, 1, 1], 4);
    head.writeUInt16LE(2, 16);
    head.writeUInt16LE(183, 18);
    writeFileSync(join(place, 'program'), head, { mode: 0o755 });
    const container = await dockerd.create('foreign', '', {
      Cmd: ['/place/program'],
      HostConfig: { Binds: [`${place}:/place`] },
    });
    // Depending on its version Docker refuses the start, or the container ends at once.
    await container.start().then(
      () => container.wait(),
      () => {},
    );
    expect(await look({ container: 'foreign' })).toMatchObject({
      symptom: 'docker.wrong_platform',
    });
  });

  test('the reason of a restart loop comes before the loop', async () => {
    const HostConfig = { RestartPolicy: { Name: 'always' } };
    const script = 'echo "KeyError: \'OPENAI_API_KEY\'" >&2; exit 1';
    const container = await dockerd.run('keyless', script, { HostConfig });
    await until(async () => (await container.inspect()).RestartCount >= 2);
    await until(
      async () => (await look({ container: 'keyless' })).symptom !== 'docker.restart_loop',
    );
    expect(await look({ container: 'keyless' })).toMatchObject({
      symptom: 'docker.secret_missing',
      alsoSeen: expect.arrayContaining(['docker.restart_loop']),
    });
  });

  test('what a container wrote does not explain why somebody killed it', async () => {
    const container = await dockerd.run('innocent', `echo permission denied; ${forever}`);
    await until(async () => String(await container.logs({ stdout: true })).includes('denied'));
    await container.kill();
    const finding = await look({ container: 'innocent' });
    const all = [finding.symptom, ...(finding.alsoSeen ?? [])];
    expect(all).toContain('docker.exited');
    expect(
      all.filter((one) => !['docker.exited', 'docker.oom_suspected'].includes(one ?? '')),
    ).toEqual([]);
  });

  test('held back at its processor limit', async () => {
    const HostConfig = { NanoCpus: 5e7 };
    await dockerd.run('held', 'while true; do :; done', { HostConfig });
    await look({ container: 'held' });
    await until(async () => (await look({ container: 'held' })).symptom !== null);
    const finding = await look({ container: 'held' });
    const share = (await untilMeasured('held')).value;
    expect(share).toBeGreaterThan(50);
    expect(['docker.cpu_throttled', null]).toContain(finding.symptom);
  });

  async function untilMeasured(container: string) {
    let measure: { readonly value: number } | undefined;
    await until(async () => {
      const { measures } = await look({ container });
      measure = measures?.find(({ name }) => name === 'container.throttled');
      return measure !== undefined;
    });
    return measure as { readonly value: number };
  }

  test('another image than the chain expects', async () => {
    await dockerd.run('image', forever);
    expect(await look({ container: 'image', image: testImage })).toMatchObject({ outcome: 'ok' });
    expect(await look({ container: 'image', image: 'vllm/vllm-openai:v0.12.0' })).toMatchObject({
      outcome: 'failed',
      symptom: 'docker.other_image',
      summary: `made of ${testImage}`,
    });
  });
});

/** A fake registry: it speaks the registry's protocol as far as Docker asks for a description. */
async function fakeRegistry(status: number, code: string, body?: object): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url === '/v2/') return void response.end('{}');
    const type = 'application/vnd.docker.distribution.manifest.list.v2+json';
    response.writeHead(status, { 'content-type': status === 200 ? type : 'application/json' });
    response.end(JSON.stringify(body ?? { errors: [{ code, message: code.toLowerCase() }] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}/acme/engine:1`;
}

describe.skipIf(typeof daemon === 'string')(`an image that cannot be had${why}`, () => {
  test.each([
    [401, 'UNAUTHORIZED', 'docker.image_pull_auth'],
    [403, 'DENIED', 'docker.image_pull_auth'],
    [404, 'MANIFEST_UNKNOWN', 'docker.image_pull_not_found'],
    [404, 'NAME_UNKNOWN', 'docker.image_pull_not_found'],
    [429, 'TOOMANYREQUESTS', 'docker.image_pull_rate_limit'],
  ])('the registry answers %i %s', async (status, code, symptom) => {
    const image = await fakeRegistry(status, code);
    expect(await look({ container: `never-made-${code}`, image })).toMatchObject({
      outcome: 'failed',
      symptom,
      alsoSeen: ['docker.not_found'],
    });
  });

  test('it is there for another processor only', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
    const image = await fakeRegistry(200, '', {
      schemaVersion: 2,
      mediaType: 'application/vnd.docker.distribution.manifest.list.v2+json',
      manifests: [{ mediaType, digest, size: 7, platform: { architecture: 's390x', os: 'linux' } }],
    });
    expect(await look({ container: 'never-made', image })).toMatchObject({
      symptom: 'docker.image_pull_platform',
    });
  });

  test('nobody listens, and the name does not exist', async () => {
    for (const registry of ['127.0.0.1:1', 'registry.invalid']) {
      const image = `${registry}/acme/engine:1`;
      expect(await look({ container: 'never-made', image })).toMatchObject({
        symptom: 'docker.image_pull_unreachable',
      });
    }
  });

  test('the image is here, and the container is not', async () => {
    expect(await look({ container: 'never-made', image: testImage })).toMatchObject({
      symptom: 'docker.not_found',
    });
  });
});

describe.skipIf(typeof daemon === 'string')(`a service of Compose${why}`, () => {
  const labels = (service: string, more: object = {}) => ({
    Labels: {
      'com.docker.compose.project': 'shop',
      'com.docker.compose.service': service,
      'com.docker.compose.config-hash': 'c0ffee',
      ...more,
    },
  });

  test('runs, in one replica and in two; a command beside it is none', async () => {
    await dockerd.run('shop-api-1', forever, labels('api'));
    await dockerd.run('shop-web-1', forever, labels('web'));
    await dockerd.run(
      'shop-api-run',
      'exit 3',
      labels('api', { 'com.docker.compose.oneoff': 'True' }),
    );
    expect(await look({ compose: 'shop/api' })).toMatchObject({
      outcome: 'ok',
      facts: {
        'container.name': 'shop-api-1',
        'container.project': 'shop',
        'container.service': 'api',
        'container.compose_config': 'c0ffee',
      },
    });
    expect(await look({ compose: 'shop/api', replicas: 2 })).toMatchObject({
      outcome: 'degraded',
      symptom: 'docker.replicas_missing',
      summary: '1 of 2 run',
    });
    const second = await dockerd.run('shop-api-2', forever, labels('api'));
    expect(await look({ compose: 'shop/api', replicas: 2 })).toMatchObject({
      outcome: 'ok',
      facts: { 'container.matches': 2, 'container.running': 2 },
    });
    await second.stop({ t: 0 });
    expect(await look({ compose: 'shop/api', replicas: 2 })).toMatchObject({
      facts: { 'container.name': 'shop-api-2' },
      outcome: 'failed',
    });
    expect(await look({ compose: 'shop/api' }), 'one of one runs').toMatchObject({ outcome: 'ok' });
    expect(await look({ compose: 'shop/web' }), 'the other service').toMatchObject({
      outcome: 'ok',
    });
    expect(await look({ compose: 'shop/none' })).toMatchObject({
      symptom: 'docker.not_found',
      summary: 'there is no container shop/none',
    });
  });
});
