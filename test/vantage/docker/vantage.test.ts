import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { dockerVantage } from '../../../src/vantage/docker/vantage.ts';
import { type DialOutcome, VantageLostError } from '../../../src/vantage/types.ts';
import { type Dockerd, startDockerd } from '../../support/dockerd.ts';
import { findProgram } from '../../support/needs-program.ts';
import { until } from '../../support/processes.ts';
import { insideName, noName, type ServersInside } from '../../support/servers-inside.ts';
import { block, startInside } from '../../support/start-inside.ts';

const LONG_MS = 30_000;
const DROPPED_PORT = 81;
const started = await startDockerd();
// A busy machine may take long to start a program in a container.
vi.setConfig({ testTimeout: 90_000 });

const limits = (deadlineMs = LONG_MS, signal = new AbortController().signal) => ({
  deadlineMs,
  signal,
});

describe.runIf(typeof started !== 'string')('a container', () => {
  const dockerd = started as Dockerd;
  const standIn = (name: string, stayOutside = false) =>
    dockerVantage(name, { socket: dockerd.socket, stayOutside });
  let inside: ServersInside & { close(): Promise<void> };
  let pid: number;
  /** What is left to be removed at the end. */
  const leftovers: (() => Promise<void>)[] = [];
  /** Docker's own socket, at a path of its own in the container. */
  const socketBinds = () => [`${dockerd.socket}:/docker/docker.sock`];

  beforeAll(async () => {
    const container = await dockerd.run(
      'web',
      'mkdir /etc/deep; ln -s /etc/deep/../hosts /tmp/link; mkdir -p /run; ln -s /docker /run/link; echo here > /mem/file; sleep 1000',
      {
        HostConfig: { Dns: ['127.0.0.1'], Tmpfs: { '/mem': '' }, Binds: socketBinds() },
        Env: ['FROM_IMAGE=yes'],
      },
    );
    pid = (await container.inspect()).State.Pid;
    const network = `/proc/${pid}/ns/net`;
    inside = await startInside(network, 53);
    block(network, DROPPED_PORT, 'DROP');
  }, 60_000);
  afterAll(async () => {
    await inside?.close();
    await dockerd.stop();
    for (const remove of leftovers) await remove();
  });

  describe('exec', () => {
    test('runs a program with its arguments, its exit code and both outputs', async () => {
      const argv = [
        'sh',
        '-c',
        'echo "$1"; echo "$LC_ALL $FROM_IMAGE $MORE" >&2; exit 3',
        'sh',
        '$(x)',
      ];
      const result = await standIn('web').exec(argv as [string, ...string[]], {
        ...limits(),
        env: { MORE: 'more' },
      });
      expect(result).toMatchObject({
        kind: 'ended',
        exitCode: 3,
        stdout: '$(x)\n',
        stderr: 'C yes more\n',
      });
    });

    test('keeps the first bytes of a long output', async () => {
      const argv = ['sh', '-c', 'cat /bin/busybox /bin/busybox'] as const;
      const result = await standIn('web').exec(argv, { ...limits(), maxBytes: 4 });
      expect(result).toMatchObject({ kind: 'ended', exitCode: 0, stdout: '\u007fELF' });
    });

    test.each([
      ['nope', 'ENOENT'],
      ['/tmp', 'EACCES'],
    ])('says that %s was not started, however few bytes are kept', async (program, code) => {
      const result = await standIn('web').exec([program], { ...limits(), maxBytes: 1 });
      expect(result).toMatchObject({ kind: 'not-started', code });
    });

    test('ends what hangs, and what that started', async () => {
      const script = 'trap "" TERM; sleep 6543 & sleep 6543';
      const result = await standIn('web').exec(['sh', '-c', script], limits(6_000));
      expect(result).toMatchObject({ kind: 'timed-out', stdout: '' });
      await until(async () => !(await programs()).some((args) => args.includes('6543')));
    });

    test('ends what goes on starting others while it is being ended', async () => {
      const script = 'while :; do sleep 5432 & sleep 0.02; done';
      const result = await standIn('web').exec(['sh', '-c', script], limits(3_000));
      expect(result).toMatchObject({ kind: 'timed-out' });
      await until(async () => !(await programs()).some((args) => args.includes('5432')));
    });

    test('leaves nothing behind when it is cancelled', async () => {
      const signal = AbortSignal.timeout(500);
      const result = await standIn('web').exec(['sleep', '7654'], limits(LONG_MS, signal));
      expect(result).toEqual({ kind: 'aborted' });
      await until(async () => !(await programs()).some((args) => args.includes('7654')));
    });
  });

  describe('readFile', () => {
    test('reads a file, its start, and what a link leads to', async () => {
      const vantage = standIn('web');
      expect((await vantage.readFile('/etc/hosts', 1_000)).toString()).toContain('localhost');
      expect((await vantage.readFile('/bin/busybox', 4)).toString()).toBe('\u007fELF');
      expect((await vantage.readFile('/tmp/link', 9)).toString()).toBe('127.0.0.1');
      expect((await vantage.readFile('/bin/sh', 4)).toString()).toBe('\u007fELF');
    });

    test('reads what only programs of the container see', async () => {
      const vantage = standIn('web');
      expect((await vantage.readFile('/proc/1/comm', 100)).toString()).toBe('sleep\n');
      expect((await vantage.readFile('/mem/file', 100)).toString()).toBe('here\n');
    });

    test.each([
      ['/none', 'ENOENT'],
      ['/etc', 'EISDIR'],
      ['/proc/none', 'ENOENT'],
    ])('throws as fs does: %s', async (path, code) => {
      await expect(standIn('web').readFile(path, 10)).rejects.toMatchObject({ code });
    });
  });

  /** By a process in its network, and by the programs that the container has. */
  describe.each([
    ['from within its network', 'web', null],
    ['by its netcat', 'web', 'nc'],
    ['by its python', 'with-python', 'python3'],
    ['by its bash', 'with-bash', 'bash'],
  ] as const)('dial %s', (_, name, program) => {
    const isThere = program === null || program === 'nc' || findProgram(program) !== undefined;
    const runIf = test.runIf(isThere || Boolean(process.env.WEAKLINK_REQUIRE));
    const vantage = standIn(name, program !== null);
    beforeAll(async () => {
      if (name !== 'web' && isThere) await startWith(name, program);
    }, 60_000);
    afterAll(() => vantage.close());

    runIf('talks with a server that is there alone', async () => {
      const stream = streamOf(await vantage.dial('127.0.0.1', inside.http, limits()));
      if (program !== null) {
        expect(await programs(name)).toContainEqual(
          expect.stringContaining(program === 'nc' ? 'echo connected' : program),
        );
      }
      expect(await talk(stream, 'GET / HTTP/1.0\r\n\r\n')).toContain('HTTP/1.1 200 OK');
    });

    runIf('resolves the names that are known there', async () => {
      const outcome = await vantage.dial(insideName, inside.http, limits());
      streamOf(outcome).destroy();
      expect(await vantage.dial(noName, inside.http, limits())).toMatchObject({
        kind: 'failed',
        code: expect.stringMatching(/^(?:ENOTFOUND|EAI_NONAME)$/),
      });
    });

    runIf('says what hinders', async () => {
      expect(await vantage.dial('127.0.0.1', 9, limits())).toMatchObject({
        kind: 'failed',
        code: 'ECONNREFUSED',
      });
      expect(await vantage.dial('127.0.0.1', DROPPED_PORT, limits(1_500))).toEqual({
        kind: 'timed-out',
      });
      expect(await vantage.dial('-e', 9, limits())).toMatchObject({ code: 'ENOTFOUND' });
      const cancelled = limits(LONG_MS, AbortSignal.timeout(300));
      expect(await vantage.dial('127.0.0.1', DROPPED_PORT, cancelled)).toEqual({ kind: 'aborted' });
    });

    runIf('leaves no program behind', async () => {
      const before = await programs(name);
      const stream = streamOf(await vantage.dial('127.0.0.1', inside.hung, limits()));
      stream.destroy();
      await until(async () => (await programs(name)).length <= Math.min(1, before.length));
    });
  });

  describe('forward', () => {
    test.each([
      ['through its files', 'web', '/run/link/docker.sock', false],
      ['by its python', 'with-python', '/docker/docker.sock', true],
    ] as const)('reaches a socket %s', async (_, name, path, stayOutside) => {
      if (stayOutside && findProgram('python3') === undefined) return;
      const vantage = standIn(name, stayOutside);
      // Docker's own socket, once behind a link that begins with a slash.
      const stream = streamOf(await vantage.forward(path, limits()));
      expect(await talk(stream, 'GET /_ping HTTP/1.0\r\n\r\n')).toContain('200 OK');
      expect(await vantage.forward('/run/none.sock', limits())).toMatchObject({
        kind: 'failed',
        code: 'ENOENT',
      });
    });
  });

  describe('a container that nobody can stand in', () => {
    test.each([
      ['paused', async () => (await dockerd.run('paused', 'sleep 1000')).pause()],
      ['exited', async () => (await dockerd.run('exited', 'exit 3')).wait()],
      ['none', async () => {}],
    ] as const)('%s', async (name, prepare) => {
      await prepare();
      const vantage = standIn(name);
      const words = new RegExp(
        name === 'none' ? 'there is no container none' : `${name}|not running`,
      );
      const lost = { kind: 'lost', message: expect.stringMatching(words) };
      expect(await vantage.exec(['true'], limits())).toMatchObject(lost);
      expect(await vantage.dial('127.0.0.1', 80, limits())).toMatchObject(lost);
      expect(await vantage.forward('/run/x.sock', limits())).toMatchObject(lost);
      await expect(vantage.readFile('/etc/hosts', 10)).rejects.toBeInstanceOf(VantageLostError);
    });

    test('one that has no program to connect with, for who may not enter it', async () => {
      await dockerd.run('bare', 'rm /bin/nc /bin/sh 2>/dev/null; sleep 1000');
      const bare = dockerVantage('bare', { socket: dockerd.socket, stayOutside: true });
      const [outcome] = [await bare.dial('127.0.0.1', 80, limits())];
      expect(outcome).toMatchObject({
        kind: 'lost',
        message: expect.stringMatching(/none of python3, bash, nc.*Run weaklink as root/),
      });
    });

    test('no daemon', async () => {
      const vantage = dockerVantage('web', { socket: '/run/none/docker.sock' });
      const lost = { kind: 'lost', message: expect.stringContaining('ENOENT') };
      expect(await vantage.exec(['true'], limits())).toMatchObject(lost);
      expect(await vantage.dial('127.0.0.1', 80, limits())).toMatchObject(lost);
    });

    test('a daemon that hangs', async () => {
      await dockerd.freeze();
      const vantage = standIn('web');
      const outcomes = await Promise.all([
        vantage.exec(['true'], limits(1_000)),
        vantage.dial('127.0.0.1', 80, limits(1_000)),
      ]).finally(() => dockerd.thaw());
      for (const outcome of outcomes) expect(outcome.kind).toBe('lost');
    });
  });

  test('a container that was started anew is stood in again', async () => {
    const container = await dockerd.run('again', 'sleep 1000');
    const vantage = standIn('again');
    const refused = { kind: 'failed', code: 'ECONNREFUSED' };
    expect(await vantage.dial('127.0.0.1', 9, limits())).toMatchObject(refused);
    await container.restart({ t: 0 });
    expect(await vantage.dial('127.0.0.1', 9, limits())).toMatchObject(refused);
    await vantage.close();
  });

  /** A container in the network of `web` that has one program of this machine more. */
  async function startWith(name: string, program: string): Promise<void> {
    const tools = await mkdtemp(join(tmpdir(), 'weaklink-tools-'));
    await symlink(`/usr/bin/${program}`, join(tools, program));
    await dockerd.run(name, 'sleep 1000', {
      HostConfig: {
        NetworkMode: 'container:web',
        Binds: [
          '/usr:/usr:ro',
          '/lib:/lib:ro',
          '/lib64:/lib64:ro',
          `${tools}:/tools:ro`,
          ...socketBinds(),
        ],
      },
      Env: ['PATH=/tools:/bin'],
    });
    leftovers.push(() => rm(tools, { recursive: true }));
  }

  /** What runs in a container, as the daemon sees it. */
  async function programs(name = 'web'): Promise<readonly string[]> {
    const top = await dockerd.docker.getContainer(name).top({ ps_args: '-eo pid,args' });
    return top.Processes.map((columns: string[]) => columns.at(-1) ?? '');
  }
});

function streamOf(outcome: DialOutcome): Duplex {
  if (outcome.kind === 'connected') return outcome.stream;
  throw new Error(JSON.stringify(outcome));
}

/** Says something, and hears what comes until the end. */
async function talk(stream: Duplex, text: string): Promise<string> {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const over = Promise.race([once(stream, 'end'), once(stream, 'close')]);
  stream.write(text);
  await over;
  stream.destroy();
  return Buffer.concat(chunks).toString('utf8');
}
