import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { sshProbe } from '../../../probes/ssh/index.ts';
import { listenTcp } from '../../support/listeners.ts';
import { lookAt } from '../../support/look-at.ts';
import { needsRoot } from '../../support/needs.ts';
import { needsPrograms } from '../../support/needs-program.ts';
import { knownLines, type SshClient, sshClient } from '../../support/ssh-client.ts';
import { type Sshd, type SshdOptions, startSshd } from '../../support/sshd.ts';
import { watching } from '../../watching/watching.ts';

const canRun = needsRoot() && needsPrograms('sshd', 'ssh', 'ssh-keygen');
const host = '127.0.0.1';
const slow = { deadlineMs: 15_000 };

async function preparedClient(): Promise<SshClient> {
  const client = await sshClient();
  vi.stubEnv('WEAKLINK_SSH_CONFIG', client.environment.configFile ?? '');
  vi.stubEnv('SSH_AUTH_SOCK', '');
  onTestFinished(() => void vi.unstubAllEnvs());
  return client;
}

async function look(
  options: SshdOptions = {},
  prepare: (client: SshClient, sshd: Sshd) => Promise<unknown> = async () => {},
) {
  const client = await preparedClient();
  const sshd = await client.serve(options);
  await prepare(client, sshd);
  return lookAt(sshProbe, { host, port: sshd.port }, slow);
}

describe.skipIf(!canRun)('a look over SSH', () => {
  test('tells of a host that is well', async () => {
    const finding = await look();
    expect(finding).toMatchObject({
      outcome: 'ok',
      symptom: null,
      summary: expect.stringMatching(/^logged in, \d+ ms$/),
      facts: {
        'ssh.client': 'ssh2',
        'ssh.hops': 0,
        'ssh.server': expect.stringMatching(/^SSH-2\.0-OpenSSH/),
        'ssh.host_key.type': 'ssh-ed25519',
        'ssh.host_key.fingerprint': expect.stringMatching(/^SHA256:/),
        'ssh.login': 'publickey',
      },
    });
    expect(Object.keys(finding.phases ?? {})).toEqual([
      'resolve',
      'connect',
      'wait',
      'transfer',
      'total',
    ]);
    expect(finding.measures?.map(({ name }) => name)).toEqual([
      'ssh.handshake',
      'ssh.login',
      'ssh.exec',
    ]);
  });

  test('another key that is accepted is told as a change', async () => {
    const client = await preparedClient();
    const first = await client.serve();
    const { port } = first;
    const look = watching('ssh', () => lookAt(sshProbe, { host, port }, slow));
    expect([await look(), await look()]).toEqual([[], []]);
    await first.close();
    const other = await startSshd({ port, authorized: client.publicKey });
    onTestFinished(() => other.close());
    // Not accepted, it is a symptom and no change.
    expect(await look()).toEqual([]);
    await client.know(...knownLines(other));
    expect(await look()).toEqual([
      expect.stringMatching(/^ssh\.host_key: SHA256:\S+ → SHA256:\S+$/),
    ]);
  });

  test.each<[string, SshdOptions]>([
    ['ssh.login_refused', { authorized: '' }],
    ['ssh.channel_refused', { lines: ['MaxSessions 0'] }],
    ['ssh.no_commands', { lines: ['ForceCommand echo no'] }],
    [
      'ssh.second_factor',
      { lines: ['PermitRootLogin yes', 'AuthenticationMethods publickey,password'] },
    ],
  ])('finds %s', async (symptom, options) => {
    const finding = await look(options);
    const spec = sshProbe.symptoms[symptom];
    expect(finding).toMatchObject({ symptom, outcome: spec?.outcome });
    expect(finding.evidence?.length).toBeGreaterThan(0);
  });

  test('finds that no algorithm is in common, for either client', async () => {
    const lines = ['KexAlgorithms sntrup761x25519-sha512@openssh.com'];
    const finding = await look({ lines }, (client) =>
      client.configure('KexAlgorithms curve25519-sha256'),
    );
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'ssh.no_common_algorithm' });
  });

  test('leaves to OpenSSH what only that can do, and says so', async () => {
    const lines = ['KexAlgorithms sntrup761x25519-sha512@openssh.com'];
    expect(await look({ lines })).toMatchObject({
      outcome: 'ok',
      facts: { 'ssh.client': 'openssh', 'ssh.client_because': 'no common key exchange algorithm' },
    });
  });

  test('finds a changed host key, as a security matter, and does not log in', async () => {
    let server: Sshd | undefined;
    const finding = await look({}, (client, sshd) => {
      server = sshd;
      return client.know(`[${host}]:${sshd.port} ${client.publicKey.split(' ', 2).join(' ')}`);
    });
    expect(finding).toMatchObject({
      outcome: 'failed',
      symptom: 'ssh.host_key_changed',
      summary: 'SECURITY: its host key has CHANGED',
    });
    expect(finding.evidence?.join('\n')).toMatch(/expected SHA256:\S+ \(.*known_hosts:1\)/);
    expect(server?.log()).not.toMatch(/Accepted/);
  });

  test('an unknown host key blames nobody, and says how to accept it', async () => {
    const finding = await look({}, (client) => client.know());
    expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'ssh.host_key_unknown' });
    expect(finding.evidence?.join('\n')).toMatch(/ssh-keyscan -p \d+ -t ed25519/);
  });

  test('a revoked host key', async () => {
    const finding = await look({}, (client, sshd) =>
      client.know(...knownLines(sshd), `@revoked * ${sshd.hostKeys[0]}`),
    );
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'ssh.host_key_revoked' });
  });

  test('a port where nobody listens, and a server that says nothing', async () => {
    const client = await preparedClient();
    const sshd = await client.serve();
    await sshd.close();
    const gone = await lookAt(sshProbe, { host, port: sshd.port }, slow);
    expect(gone).toMatchObject({ outcome: 'failed', symptom: 'tcp.refused' });
    const silent = await listenTcp((socket) => socket.resume());
    onTestFinished(() => silent.close());
    const finding = await lookAt(sshProbe, { host, port: silent.port }, { deadlineMs: 4_000 });
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'ssh.timeout' });
    const name = await lookAt(sshProbe, { host: 'no.such.invalid' }, slow);
    expect(name.symptom).toMatch(/^dns\./);
  });

  test('a host on the way that is down says nothing about the one behind it', async () => {
    const client = await preparedClient();
    const [bastion, inner] = [await client.serve(), await client.serve()];
    const options = { host, port: inner.port, jump: `${host}:${bastion.port}` };
    expect(await lookAt(sshProbe, options, slow)).toMatchObject({
      outcome: 'ok',
      facts: { 'ssh.hops': 1, 'ssh.way': `root@${host}:${bastion.port}` },
    });
    await bastion.close();
    expect(await lookAt(sshProbe, options, slow)).toMatchObject({
      outcome: 'unknown',
      symptom: 'self.vantage',
      summary: expect.stringMatching(/^jump host 1 /),
    });
  });

  test('from a vantage the connection begins there', async () => {
    const client = await preparedClient();
    const [node, target] = [await client.serve(), await client.serve()];
    const context = { ...slow, vantage: client.vantage(node.port) };
    expect(await lookAt(sshProbe, { host, port: target.port }, context)).toMatchObject({
      outcome: 'ok',
    });
    expect(node.log()).toMatch(/Accepted publickey/);
    await target.close();
    expect(await lookAt(sshProbe, { host, port: target.port }, context)).toMatchObject({
      outcome: 'failed',
      symptom: 'tcp.refused',
    });
  });
});

test('a host is looked at by its SSH address, or by that of a vantage on it', () => {
  const link = { id: 'x', kind: 'host', needs: [], labels: {}, probes: [] } as const;
  const vantages = [{ name: 'n', address: 'ssh:ops@node-2:2222' }];
  expect(sshProbe.infer({ ...link, address: 'ssh:ops@gw' })).toEqual({ host: 'gw', user: 'ops' });
  expect(sshProbe.infer({ ...link, address: 'node-2' }, vantages)).toEqual({
    host: 'node-2',
    user: 'ops',
    port: 2222,
  });
  expect(sshProbe.infer({ ...link, address: 'node-3' }, vantages)).toBeNull();
  expect(sshProbe.infer({ ...link, kind: 'gpu', address: 'node-2' }, vantages)).toBeNull();
});

test('what a person types instead', () => {
  const options = sshProbe.options.parse({ host: 'node-2', user: 'ops', port: 2222, jump: 'a,b' });
  expect(sshProbe.command(options)).toBe(
    'ssh -T -o BatchMode=yes -p 2222 -J a,b -- ops@node-2 true',
  );
  expect(() => sshProbe.options.parse({ host: '-oProxyCommand=x' })).toThrow('name or the address');
  expect(() => sshProbe.options.parse({ host: 'a', jump: '-x' })).toThrow('commas');
  expect(() => sshProbe.fromTarget('-x')).toThrow('no address');
});
