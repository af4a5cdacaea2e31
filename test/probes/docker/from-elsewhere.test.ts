import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dockerProbe } from '../../../probes/docker/index.ts';
import { localSocket } from '../../../src/vantage/docker/local-socket.ts';
import { JoinedStream } from '../../../src/vantage/joined-stream.ts';
import { localVantage } from '../../../src/vantage/local.ts';
import { type Vantage, VantageLostError } from '../../../src/vantage/types.ts';
import { type Dockerd, startDockerd } from '../../support/dockerd.ts';
import { lookAt } from '../../support/look-at.ts';
import { lostVantage } from '../../support/lost-vantage.ts';
import { scratch } from '../../support/scratch.ts';
import { expectSound } from '../../support/sound-finding.ts';

const started = await startDockerd();
const daemon = () => started as Dockerd;
const runIf = test.runIf(typeof started !== 'string');
const deadlineMs = 20_000;

beforeAll(async () => {
  if (typeof started !== 'string') await started.run('engine', 'sleep 1000');
}, 60_000);
afterAll(async () => {
  if (typeof started !== 'string') await started.stop();
});

/** Passes bytes to a Unix socket and back: a stream, not a socket of this process. */
const relayProgram = `
const socket = require('node:net').connect({ path: process.argv[1] });
socket.on('connect', () => process.stderr.write('+'));
socket.on('error', (error) => process.stderr.write(error.code, () => process.exit(1)));
socket.pipe(process.stdout);
process.stdin.pipe(socket);`;

/** A machine elsewhere, whose files lie under \`root\` of this one. */
function machineAt(root: string): Vantage {
  const there = (word: string) => (word.startsWith('/') ? root + word : word);
  return {
    ...localVantage,
    name: 'machine',
    exec: async ([program, ...words], options) => {
      const result = await localVantage.exec([program, ...words.map(there)], options);
      if (result.kind !== 'ended') return result;
      return { ...result, stdout: result.stdout.replaceAll(root, '') };
    },
    forward: async (path) => {
      const argv = ['-e', relayProgram, there(path)];
      const child = spawn(process.execPath, argv, { stdio: 'pipe' });
      child.stdin.on('error', () => {});
      const [said] = await once(child.stderr, 'data');
      const code = String(said);
      if (code !== '+') return { kind: 'failed', code, message: `connect ${code} ${path}` };
      const stream = new JoinedStream(child.stdout, child.stdin);
      stream.on('error', () => {});
      stream.on('close', () => child.kill('SIGKILL'));
      return { kind: 'connected', stream };
    },
  };
}

async function machineWithSocket(path: string): Promise<Vantage> {
  const root = await scratch();
  await mkdir(dirname(join(root, path)), { recursive: true });
  await symlink(daemon().socket, join(root, path));
  return machineAt(root);
}

runIf.each(['/var/run/docker.sock', '/run/podman/podman.sock'])(
  'a container is found behind %s of a machine elsewhere',
  async (socket) => {
    const vantage = await machineWithSocket(socket);
    const finding = await lookAt(dockerProbe, { container: 'engine' }, { vantage, deadlineMs });
    expectSound(dockerProbe, finding);
    expect(finding).toMatchObject({
      outcome: 'ok',
      facts: { 'container.name': 'engine', 'container.state': 'running' },
    });
    const missing = await lookAt(dockerProbe, { container: 'none' }, { vantage, deadlineMs });
    expect(missing.symptom).toBe('docker.not_found');
  },
);

runIf('the socket that the options name is the one that is asked', async () => {
  const options = { container: 'engine', socket: daemon().socket };
  const finding = await lookAt(dockerProbe, options, { vantage: machineAt(''), deadlineMs });
  expect(finding.outcome).toBe('ok');
});

test('a machine elsewhere without a daemon', async () => {
  const vantage = machineAt(await scratch());
  const finding = await lookAt(dockerProbe, { container: 'engine' }, { vantage, deadlineMs });
  expect(finding).toMatchObject({
    outcome: 'failed',
    symptom: 'docker.daemon_unreachable',
    summary: 'there is no Docker socket',
  });
});

test('where nobody can stand, no daemon is blamed', async () => {
  const options = { container: 'engine' };
  const look = lookAt(dockerProbe, options, { vantage: lostVantage, deadlineMs });
  await expect(look).rejects.toBeInstanceOf(VantageLostError);
});

test("Podman's socket is taken only where Docker's is missing and nobody named one", async () => {
  const runtime = await scratch();
  await mkdir(join(runtime, 'podman'));
  const podman = join(runtime, 'podman/podman.sock');
  await symlink('/dev/null', podman);
  const env = { XDG_RUNTIME_DIR: runtime };
  expect(localSocket('/my.sock', env)).toBe('/my.sock');
  expect(localSocket(undefined, { ...env, DOCKER_HOST: 'unix:///other.sock' })).toBe('/other.sock');
  expect(localSocket(undefined, { ...env, DOCKER_HOST: 'tcp://10.0.0.1:2375' })).toBeNull();
  expect(localSocket(undefined, env, (path) => path === podman)).toBe(podman);
  expect(localSocket(undefined, env, () => true)).toBe('/var/run/docker.sock');
  expect(localSocket(undefined, env, () => false)).toBe('/var/run/docker.sock');
});
