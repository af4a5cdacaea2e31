import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { readFile, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectRoute } from '../../../src/vantage/ssh/connect-route.ts';
import { findRoute } from '../../../src/vantage/ssh/route.ts';
import { needsRoot } from '../../support/needs.ts';
import { needsPrograms } from '../../support/needs-program.ts';
import { type SshClient, sshClient } from '../../support/ssh-client.ts';
import { makeKey } from '../../support/sshd.ts';

const canRun = needsRoot() && needsPrograms('sshd', 'ssh', 'ssh-keygen', 'ssh-agent', 'ssh-add');
const patience = () => ({ deadlineMs: 15_000, signal: new AbortController().signal });
const host = '127.0.0.1';

/** Logs in as the configuration says, and tells which client did it and why. */
async function login(client: SshClient, port: number, agentSocket?: string) {
  const environment = { ...client.environment, agentSocket };
  const route = await findRoute({ host, port }, undefined, environment, patience());
  const fresh = await connectRoute(route, environment, patience());
  onTestFinished(() => fresh.close());
  return { backend: fresh.route.backend, because: fresh.route.because, ...fresh.connection.hello };
}

/** Signs with a certificate authority of the client's own. */
function certify(client: SshClient, publicKey: string, ...options: readonly string[]): string {
  const authority = join(client.directory, 'ca');
  if (!existsSync(authority)) makeKey(client.directory, 'ca');
  execFileSync('ssh-keygen', ['-q', '-s', authority, '-I', 'test', ...options, publicKey], {
    stdio: 'ignore',
  });
  return readAuthority(authority);
}

function readAuthority(file: string): string {
  return execFileSync('cat', [`${file}.pub`], { encoding: 'utf8' })
    .split(' ', 2)
    .join(' ');
}

describe.skipIf(!canRun)('which client logs in', () => {
  test('ssh2, where nothing speaks against it', async () => {
    const client = await sshClient();
    const { port } = await client.serve();
    expect(await login(client, port)).toMatchObject({
      backend: 'ssh2',
      because: null,
      loginMethod: 'publickey',
      hostKey: { type: 'ssh-ed25519' },
    });
  });

  test('OpenSSH, for a host that only a certificate authority vouches for', async () => {
    const client = await sshClient();
    makeKey(client.directory, 'host');
    const hostKey = join(client.directory, 'host');
    const authority = certify(client, `${hostKey}.pub`, '-h', '-n', host);
    const { port } = await client.serve({
      lines: [`HostKey ${hostKey}`, `HostCertificate ${hostKey}-cert.pub`],
      keyTypes: [],
    });
    await client.know(`@cert-authority [${host}]:* ${authority}`);
    const hello = await login(client, port);
    expect(hello).toMatchObject({
      backend: 'openssh',
      because: expect.stringMatching(/@cert-authority/),
      serverVersion: expect.stringMatching(/^SSH-2\.0-OpenSSH/),
      keyExchange: expect.any(String),
      loginMethod: 'publickey',
    });
  });

  test('OpenSSH, for a certificate of the user', async () => {
    const client = await sshClient();
    const authority = certify(client, `${client.key}.pub`, '-n', 'root');
    const { port } = await client.serve({ authorized: `cert-authority ${authority}` });
    expect(await login(client, port)).toMatchObject({
      backend: 'openssh',
      because: expect.stringMatching(/^the certificate of /),
    });
  });

  test('OpenSSH, for a server that takes post-quantum key exchange alone', async () => {
    const client = await sshClient();
    const lines = ['KexAlgorithms sntrup761x25519-sha512@openssh.com'];
    const { port } = await client.serve({ lines });
    expect(await login(client, port)).toMatchObject({
      backend: 'openssh',
      because: 'no common key exchange algorithm',
      keyExchange: 'sntrup761x25519-sha512@openssh.com',
    });
    const vantage = client.vantage(port);
    expect(await vantage.exec(['echo', 'hi'], patience())).toMatchObject({ stdout: 'hi\n' });
  });

  test('OpenSSH, through a ProxyCommand', async () => {
    const client = await sshClient();
    const [jump, { port }] = [await client.serve(), await client.serve()];
    const config = client.environment.configFile;
    await client.configure(
      `Match host ${host} exec "test %p = ${port}"`,
      `  ProxyCommand ssh -F ${config} -W %h:%p -p ${jump.port} root@${host}`,
    );
    expect(await login(client, port)).toMatchObject({
      backend: 'openssh',
      because: 'ProxyCommand',
    });
    expect(jump.log()).toMatch(/Accepted/);
  });

  test('ssh2, with a key that only the agent has', async () => {
    const client = await sshClient();
    const { port } = await client.serve();
    const socket = join(client.directory, 'agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    onTestFinished(() => void agent.kill());
    await expect.poll(() => existsSync(socket), { timeout: 10_000 }).toBe(true);
    execFileSync('ssh-add', ['-q', client.key], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
    await rename(client.key, `${client.key}.away`);
    expect(await login(client, port, socket)).toMatchObject({
      backend: 'ssh2',
      loginMethod: 'publickey (agent)',
    });
    await client.configure('IdentitiesOnly yes');
    expect(await login(client, port, socket)).toMatchObject({ backend: 'ssh2' });
    await rename(`${client.key}.pub`, `${client.key}.pub.away`);
    await expect(login(client, port, socket)).rejects.toMatchObject({
      failure: { kind: 'login-refused' },
    });
  });

  test('without an ssh client, the configuration is read and nothing in it is run', async () => {
    const client = await sshClient();
    const { port } = await client.serve();
    const trace = join(client.directory, 'ran');
    await client.configure(`Match exec "touch ${trace}"`, '  Port 1', 'Host box', `  Port ${port}`);
    const text = await readFile(client.environment.configFile ?? '', 'utf8');
    expect(text).toContain('Match exec');
    const environment = { ...client.environment, sshProgram: undefined };
    const route = await findRoute({ host: 'box' }, undefined, environment, patience());
    expect(route.hops).toMatchObject([{ host: 'box', port, identityFiles: [client.key] }]);
    expect(existsSync(trace)).toBe(false);
  });

  test('leaves no socket and no process behind', async () => {
    const before = leftovers();
    const client = await sshClient();
    const sshd = await client.serve();
    const environment = { ...client.environment, backend: 'openssh' as const };
    const route = await findRoute({ host, port: sshd.port }, undefined, environment, patience());
    const fresh = await connectRoute(route, environment, patience());
    expect(sshd.processes()).toBeGreaterThan(0);
    fresh.close();
    await expect.poll(() => sshd.processes(), { timeout: 15_000 }).toBe(0);
    await expect.poll(leftovers, { timeout: 15_000 }).toEqual(before);
  });
});

function leftovers(): readonly string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('weaklink-ssh-'));
}
