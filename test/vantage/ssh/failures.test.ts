import { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectRoute } from '../../../src/vantage/ssh/connect-route.ts';
import { describeSshFailure } from '../../../src/vantage/ssh/describe-failure.ts';
import { type SshFailure, SshFailureError } from '../../../src/vantage/ssh/failure.ts';
import { findRoute } from '../../../src/vantage/ssh/route.ts';
import type { SshVantage } from '../../../src/vantage/ssh/vantage.ts';
import { freePort, listenTcp } from '../../support/listeners.ts';
import { needsRoot } from '../../support/needs.ts';
import { needsPrograms } from '../../support/needs-program.ts';
import { knownLines, type SshClient, sshClient } from '../../support/ssh-client.ts';
import type { Sshd, SshdOptions } from '../../support/sshd.ts';

const canRun = needsRoot() && needsPrograms('sshd', 'ssh', 'ssh-keygen');
const patience = (deadlineMs = 10_000) => ({ deadlineMs, signal: new AbortController().signal });

async function failureOf(vantage: SshVantage): Promise<SshFailure> {
  try {
    await vantage.connect(patience());
  } catch (error) {
    if (error instanceof SshFailureError) return error.failure;
    throw error;
  }
  throw new Error('it connected');
}

/** What is said of a server that is set up in some way. */
const servedBy =
  (backend: 'ssh2' | 'openssh') =>
  async (
    options: SshdOptions,
    prepare: (client: SshClient, sshd: Sshd) => Promise<unknown> = async () => {},
  ): Promise<SshFailure> => {
    const client = await sshClient();
    const sshd = await client.serve(options);
    await prepare(client, sshd);
    return failureOf(client.vantage(sshd.port, { backend }));
  };

describe.skipIf(!canRun).each(['ssh2', 'openssh'] as const)(
  'what %s meets is told apart:',
  (backend) => {
    const served = servedBy(backend);

    test('a name that does not exist', async () => {
      const vantage = (await sshClient()).vantage(22, { host: 'no.such.invalid', backend });
      expect(await failureOf(vantage)).toMatchObject({ kind: 'name-unresolved' });
    });

    test('a port where nobody listens', async () => {
      const vantage = (await sshClient()).vantage(await freePort(), { backend });
      expect(await failureOf(vantage)).toMatchObject({ kind: 'refused' });
    });

    test.each([
      [
        'says something else',
        (say: (text: string) => void) => say('HTTP/1.1 400 Bad Request\r\n\r\n'),
      ],
      ['hangs up', (_: unknown, hangUp: () => void) => hangUp()],
    ])('a server that %s', async (_, act) => {
      const listener = await listenTcp((socket) => {
        act(
          (text) => void socket.write(text),
          () => void socket.destroy(),
        );
      });
      onTestFinished(() => listener.close());
      const failure = await failureOf((await sshClient()).vantage(listener.port, { backend }));
      expect(failure.kind).toBe('handshake');
    });

    test('no algorithm in common', async () => {
      // What OpenSSH offers, it does not by this configuration.
      const lines = ['KexAlgorithms sntrup761x25519-sha512@openssh.com'];
      const failure = await served({ lines }, (client) =>
        client.configure('KexAlgorithms curve25519-sha256'),
      );
      expect(failure).toMatchObject({
        kind: 'no-common-algorithm',
        detail: expect.stringMatching(/key exchange/),
      });
    });

    test('a host key that nobody knows, with the command that would accept it', async () => {
      const failure = await served({}, (client) => client.know());
      if (failure.kind !== 'host-key-unknown') throw new Error(failure.kind);
      expect(failure.key).toMatchObject({ type: 'ssh-ed25519' });
      expect(failure.accept).toMatch(
        /^ssh-keyscan -p \d+ -t ed25519 127\.0\.0\.1 >> .*known_hosts$/,
      );
    });

    test('a host key that changed, with both fingerprints and the line', async () => {
      const other = makeKeyLine(await sshClient());
      const failure = await served({}, (client, { port }) =>
        client.know('# kept by hand', `[127.0.0.1]:${port} ${other}`),
      );
      expect(failure).toMatchObject({ kind: 'host-key-changed', known: [{ line: 2 }] });
      const words = describeSshFailure(failure);
      expect(words.summary).toBe('SECURITY: its host key has CHANGED');
      expect(words.lines.join('\n').match(/SHA256:/g)).toHaveLength(2);
      expect(words.lines.join('\n')).toMatch(/known_hosts:2/);
    });

    test('a host key that was revoked', async () => {
      const failure = await served({}, (client, sshd) =>
        client.know(...knownLines(sshd), `@revoked * ${sshd.hostKeys[0]}`),
      );
      expect(failure).toMatchObject({ kind: 'host-key-revoked', known: { line: 2 } });
    });

    test('another type of key than the one that is known', async () => {
      const failure = await served({ keyTypes: ['ed25519', 'ecdsa'] }, (client, sshd) =>
        client.know(knownLines(sshd)[1] ?? ''),
      ).catch((error: Error) => error.message);
      // It asks for the one that it knows, as OpenSSH does, and gets in.
      expect(failure).toBe('it connected');
    });

    test('a key that may not log in', async () => {
      expect(await served({ authorized: '' })).toMatchObject({
        kind: 'login-refused',
        methods: expect.arrayContaining(['publickey']),
        tried: [expect.stringMatching(/refused$/)],
      });
    });

    test('a server that takes passwords only', async () => {
      const lines = ['PubkeyAuthentication no', 'KbdInteractiveAuthentication no'];
      expect(await served({ lines: [...lines, 'PermitRootLogin yes'] })).toMatchObject({
        kind: 'login-refused',
        methods: ['password'],
      });
    });

    test.each(['keyboard-interactive', 'password'])('a second factor: %s', async (method) => {
      const lines = ['PermitRootLogin yes', `AuthenticationMethods publickey,${method}`];
      expect(await served({ lines })).toEqual({ kind: 'second-factor', methods: [method] });
    });

    test('no sessions', async () => {
      const client = await sshClient();
      const { port } = await client.serve({ lines: ['MaxSessions 0'] });
      const result = await client.vantage(port, { backend }).exec(['true'], patience());
      expect(result).toMatchObject({
        kind: 'lost',
        message: expect.stringMatching(/^it opens no session \(MaxSessions\)/),
      });
    });

    test('a changed key of a host on the way, which is named', async () => {
      const client = await sshClient();
      const [jump, target] = [await client.serve(), await client.serve()];
      await client.know(
        ...knownLines(target),
        `[127.0.0.1]:${jump.port} ${makeKeyLine(await sshClient())}`,
      );
      const jumps = [{ host: '127.0.0.1', port: jump.port }];
      expect(await failureOf(client.vantage(target.port, { backend, jumps }))).toMatchObject({
        kind: 'jump',
        hop: 1,
        address: `root@127.0.0.1:${jump.port}`,
        failure: { kind: 'host-key-changed' },
      });
    });

    test('a host on the way that forwards nothing', async () => {
      const client = await sshClient();
      const jump = await client.serve({ lines: ['AllowTcpForwarding no'] });
      const target = await client.serve();
      const jumps = [{ host: '127.0.0.1', port: jump.port }];
      expect(await failureOf(client.vantage(target.port, { backend, jumps }))).toMatchObject({
        kind: 'jump',
        hop: 1,
        failure: { kind: 'prohibited' },
      });
    });
  },
);

test('what is done before the handshake takes its part of the time for it', async () => {
  const { environment } = await sshClient();
  const route = await findRoute(
    { host: '127.0.0.1', port: 22 },
    undefined,
    environment,
    patience(),
  );
  const from = async () => {
    await setTimeout(100);
    const silent = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
    return { kind: 'connected', stream: silent } as const;
  };
  const connecting = connectRoute(route, environment, patience(50), { from });
  await expect(connecting).rejects.toMatchObject({
    failure: { kind: 'timed-out', phase: 'handshake', detail: 'no answer within 0 ms' },
  });
});

/** A host key that no server has. */
function makeKeyLine({ publicKey }: SshClient): string {
  return publicKey.split(' ', 2).join(' ');
}
