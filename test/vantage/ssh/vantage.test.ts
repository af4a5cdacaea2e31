import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort, listenTcp } from '../../support/listeners.ts';
import { needsRoot } from '../../support/needs.ts';
import { needsPrograms } from '../../support/needs-program.ts';
import { stateOf } from '../../support/processes.ts';
import { knownLines, sshClient } from '../../support/ssh-client.ts';

const canRun = needsRoot() && needsPrograms('sshd', 'ssh', 'ssh-keygen');
const options = (deadlineMs = 10_000) => ({ deadlineMs, signal: new AbortController().signal });

/** A zombie waits only for whoever asks how it ended. */
function isRunning(pid: number): boolean {
  return !['Z', 'X', ''].includes(stateOf(pid));
}

describe.skipIf(!canRun).each(['ssh2', 'openssh'] as const)(
  'a vantage behind a real sshd, by %s',
  (backend) => {
    test('runs a program as it would here', async () => {
      const client = await sshClient();
      const { port } = await client.serve();
      const there = client.vantage(port, { backend });
      const argv = ['printf', '%s|', "it's", 'a $HOME "b"', '', '*', 'ä\n'] as const;
      const result = await there.exec([...argv], options());
      expect(result).toMatchObject({ kind: 'ended', exitCode: 0, signal: null, stderr: '' });
      expect(result).toHaveProperty('stdout', 'it\'s|a $HOME "b"||*|ä\n|');
      expect(await there.exec(['sh', '-c', 'echo no >&2; exit 255'], options())).toMatchObject({
        kind: 'ended',
        exitCode: 255,
        stderr: 'no\n',
      });
      expect(await there.exec(['nvidia-smi-absent'], options())).toMatchObject({
        kind: 'not-started',
        code: 'ENOENT',
      });
      expect(await there.exec(['/etc'], options())).toMatchObject({
        kind: 'not-started',
        code: 'EACCES',
      });
      const env = { ...options(), env: { WHO: "it's" } };
      expect(await there.exec(['sh', '-c', 'echo $WHO $LC_ALL'], env)).toHaveProperty(
        'stdout',
        "it's C\n",
      );
    });

    test('keeps the first bytes of a flood', async () => {
      const client = await sshClient();
      const there = client.vantage((await client.serve()).port, { backend });
      const limits = { ...options(), maxBytes: 10 };
      const result = await there.exec(
        ['sh', '-c', 'head -c 5000000 /dev/zero | tr "\\0" x'],
        limits,
      );
      expect(result).toMatchObject({ kind: 'ended', exitCode: 0, stdout: 'xxxxxxxxxx' });
    });

    test('ends a program that is late, with what it started, and names it', async () => {
      const client = await sshClient();
      const there = client.vantage((await client.serve()).port, { backend });
      const body = 'trap "" TERM; echo "me $$"; sleep 61 & echo "child $!"; wait; sleep 61';
      const result = await there.exec(['sh', '-c', body], options(2_000));
      if (result.kind !== 'timed-out') throw new Error(result.kind);
      const [, me, child] = /me (\d+)\nchild (\d+)/.exec(result.stdout) ?? [];
      expect(result).toMatchObject({ pid: Number(me), stillRunning: false, state: null });
      for (const pid of [me, child]) {
        await expect.poll(() => isRunning(Number(pid)), { timeout: 10_000 }).toBe(false);
      }
    });

    test('an abort ends it at once', async () => {
      const client = await sshClient();
      const there = client.vantage((await client.serve()).port, { backend });
      await there.exec(['true'], options());
      const controller = new AbortController();
      const running = there.exec(['sleep', '61'], {
        deadlineMs: 30_000,
        signal: controller.signal,
      });
      setTimeout(() => controller.abort(), 200);
      expect(await running).toEqual({ kind: 'aborted' });
    });

    test('answers in less than the 40 ms by which small packets stall', async () => {
      const client = await sshClient();
      const there = client.vantage((await client.serve()).port, { backend });
      await there.exec(['true'], options());
      let best = Number.POSITIVE_INFINITY;
      for (let i = 0; i < 60 && best > 30; i += 1) {
        const startMs = performance.now();
        await there.exec(['true'], options());
        best = Math.min(best, performance.now() - startMs);
      }
      expect(best).toBeLessThan(40);
    });

    test.each([[], ['Subsystem sftp /nonexistent'], ['MaxSessions 1']])(
      'reads files, with %j',
      async (...lines) => {
        const client = await sshClient();
        const there = client.vantage((await client.serve({ lines })).port, { backend });
        const file = join(client.directory, "it's a file");
        await writeFile(file, 'x'.repeat(100_000));
        expect((await there.readFile(file, 10)).toString()).toBe('xxxxxxxxxx');
        expect(await there.readFile(file, 1_000_000)).toHaveLength(100_000);
        expect((await there.readFile('/proc/uptime', 1_000)).toString()).toMatch(/^\d+\.\d+ /);
        await expect(there.readFile('/no/such', 10)).rejects.toMatchObject({ code: 'ENOENT' });
        await expect(there.readFile('/etc', 10)).rejects.toMatchObject({ code: 'EISDIR' });
        const all = await Promise.all(Array.from({ length: 30 }, () => there.readFile(file, 5)));
        expect(all.map(String)).toEqual(all.map(() => 'xxxxx'));
      },
    );

    test('a file that hangs fails alone, and holds up nobody', async () => {
      const client = await sshClient();
      const there = client.vantage((await client.serve()).port, { backend });
      const fifo = join(client.directory, 'fifo');
      execFileSync('mkfifo', [fifo]);
      const paths = ['/proc/uptime', fifo, '/proc/loadavg', '/no/such'];
      const reads = Promise.allSettled(paths.map((path) => there.readFile(path, 100)));
      expect(await there.exec(['echo', 'quick'], options())).toMatchObject({ stdout: 'quick\n' });
      expect(await reads).toMatchObject([
        { status: 'fulfilled' },
        { status: 'rejected', reason: { code: 'ETIMEDOUT' } },
        { status: 'fulfilled' },
        { status: 'rejected', reason: { code: 'ENOENT' } },
      ]);
    });

    test('looks share a few shells, and what one leaves behind is no output of the next', async () => {
      const client = await sshClient();
      const sshd = await client.serve();
      const there = client.vantage(sshd.port, { backend });
      const noise = 'while sleep 0.01; do echo noise; echo noise >&2 || exit; done';
      const left = await there.exec(['sh', '-c', `(${noise}) & echo $!`], options());
      const pid = Number('stdout' in left ? left.stdout.split('\n')[0] : 0);
      onTestFinished(() => void process.kill(pid, 'SIGKILL'));
      for (let i = 0; i < 10; i += 1) {
        const words = await there.exec(['sh', '-c', 'echo $PPID'], options());
        expect(words).toMatchObject({ kind: 'ended', exitCode: 0 });
      }
      const newline = await there.exec(['printf', '%s|', 'a\nb', ' c '], options());
      expect(newline).toMatchObject({ stdout: expect.stringContaining('a\nb| c |') });
      const long = 'x'.repeat(50_000);
      expect(await there.exec(['printf', '%s', long], options())).toMatchObject({ stdout: long });
    });

    test('a shell that ended between two looks is replaced', async () => {
      const client = await sshClient();
      const there = client.vantage((await client.serve()).port, { backend });
      for (let i = 0; i < 3; i += 1) {
        const parent = await there.exec(['sh', '-c', 'ps -o ppid= -p $$'], options());
        if (!('stdout' in parent)) throw new Error(parent.kind);
        process.kill(Number(parent.stdout), 'SIGKILL');
        expect(await there.exec(['echo', 'again'], options())).toMatchObject({ stdout: 'again\n' });
      }
    });

    test('connects to ports and sockets there, and says why it cannot', async () => {
      const client = await sshClient();
      const there = client.vantage((await client.serve()).port, { backend });
      const echo = await listenTcp((socket) => socket.pipe(socket));
      onTestFinished(() => echo.close());
      const path = join(client.directory, 'socket');
      const server = createServer((socket) => socket.pipe(socket)).listen(path);
      await once(server, 'listening');
      onTestFinished(() => void server.close());
      const outcomes = [
        await there.dial('127.0.0.1', echo.port, options()),
        await there.forward(path, options()),
      ];
      for (const outcome of outcomes) {
        if (outcome.kind !== 'connected') throw new Error(JSON.stringify(outcome));
        outcome.stream.write('hello');
        expect(String((await once(outcome.stream, 'data'))[0])).toBe('hello');
        outcome.stream.destroy();
      }
      const closed = await freePort();
      expect(await there.dial('127.0.0.1', closed, options())).toMatchObject({
        kind: 'failed',
        code: 'ECONNREFUSED',
      });
      expect(await there.dial('no.such.invalid', 80, options())).toMatchObject({ kind: 'failed' });
      expect(await there.forward('/no/such', options())).toMatchObject({ code: 'ENOENT' });
      await writeFile(join(client.directory, 'file'), '');
      const file = join(client.directory, 'file');
      expect(await there.forward(file, options())).toMatchObject({ code: 'ENOTSOCK' });
    });

    test('a server that forbids forwarding blames no target', async () => {
      const client = await sshClient();
      const { port } = await client.serve({ lines: ['AllowTcpForwarding no'] });
      const outcome = await client.vantage(port, { backend }).dial('127.0.0.1', 1, options());
      expect(outcome).toMatchObject({ kind: 'lost', message: expect.stringMatching(/prohibit/) });
    });

    test('no more sessions at once than the server allows', async () => {
      const client = await sshClient();
      const there = client.vantage((await client.serve({ lines: ['MaxSessions 2'] })).port, {
        backend,
      });
      const looks = Array.from({ length: 25 }, (_, i) =>
        there.exec(['echo', `${i}`], options(30_000)),
      );
      const results = await Promise.all(looks);
      expect(results.map((result) => 'stdout' in result && result.stdout)).toEqual(
        results.map((_, i) => `${i}\n`),
      );
    });

    test('a connection that dies midway loses its looks, and comes again', async () => {
      const client = await sshClient();
      const first = await client.serve();
      const there = client.vantage(first.port, { backend });
      // Ends by itself once nobody reads what it prints.
      const loop = 'while echo x; do sleep 0.2; done';
      const running = there.exec(['sh', '-c', loop], options(30_000));
      await expect.poll(() => first.log(), { timeout: 20_000 }).toMatch(/Accepted publickey/);
      await there.exec(['true'], options());
      await first.close();
      expect(await running).toMatchObject({
        kind: 'lost',
        message: expect.stringMatching(/connection was lost/),
      });
      const none = await there.exec(['true'], options());
      expect(none).toMatchObject({
        kind: 'lost',
        message: expect.stringMatching(/nothing listens/),
      });
      const again = await client.serve({ port: first.port });
      await client.know(...knownLines(again));
      await expect
        .poll(async () => (await there.exec(['true'], options())).kind, { timeout: 30_000 })
        .toBe('ended');
    });

    test('goes through two hosts on the way, and says which of them is down', async () => {
      const client = await sshClient();
      const [outer, inner, target] = [
        await client.serve(),
        await client.serve(),
        await client.serve(),
      ];
      const jumps = [outer, inner].map(({ port }) => ({ host: '127.0.0.1', port }));
      const there = client.vantage(target.port, { backend, jumps });
      expect(await there.exec(['echo', 'far'], options())).toMatchObject({ stdout: 'far\n' });
      expect(target.log()).toMatch(/Accepted publickey/);
      await inner.close();
      await expect
        .poll(async () => there.exec(['true'], options()), { timeout: 20_000 })
        .toMatchObject({
          kind: 'lost',
          message: expect.stringMatching(/^jump host 2 \(root@127.0.0.1:\d+\): nothing listens/),
        });
    });

    test('a shell that prints, and an account that runs nothing', async () => {
      const client = await sshClient();
      const { port } = await client.serve({ lines: ['ForceCommand echo this is not for you'] });
      const result = await client.vantage(port, { backend }).exec(['true'], options());
      expect(result).toMatchObject({
        kind: 'lost',
        message: expect.stringMatching(/no commands; this is not for you/),
      });
    });
  },
);
