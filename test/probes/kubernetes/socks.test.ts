import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { node } from '../../support/fakes/kubernetes-objects.ts';
import { answering, freePort, listenTcp } from '../../support/listeners.ts';
import { needsPrograms } from '../../support/needs-program.ts';
import { makeKey, startSshd } from '../../support/sshd.ts';
import { TestCluster, TOKEN } from './cluster.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start();
  cluster.fake.put(node());
});
afterAll(() => cluster.close());

async function lookThrough(proxy: string) {
  const kubeconfig = await cluster.kubeconfig({ me: { token: TOKEN } }, { 'proxy-url': proxy });
  return cluster.look('node/gpu-1', { kubeconfig });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => resolve(false));
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** The proxy that people really have: a connection to a bastion with `ssh -D`. */
describe.runIf(needsPrograms('sshd', 'ssh', 'ssh-keygen'))('through ssh -D', () => {
  let directory: string;
  let sshd: Awaited<ReturnType<typeof startSshd>>;
  let tunnel: ReturnType<typeof spawn>;
  let port: number;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'weaklink-socks-'));
    const key = makeKey(directory, 'id_ed25519');
    sshd = await startSshd({ authorized: await readFile(`${key}.pub`, 'utf8') });
    const known = join(directory, 'known_hosts');
    const lines = sshd.hostKeys.map((one) => `[127.0.0.1]:${sshd.port} ${one}\n`);
    await writeFile(known, lines.join(''));
    port = await freePort();
    const options = [`UserKnownHostsFile=${known}`, 'ExitOnForwardFailure=yes', 'BatchMode=yes'];
    tunnel = spawn(
      'ssh',
      [
        ...['-F', 'none', '-N', '-D', `127.0.0.1:${port}`, '-i', key],
        ...options.flatMap((option) => ['-o', option]),
        ...['-p', String(sshd.port), '127.0.0.1'],
      ],
      { stdio: 'ignore' },
    );
    while (!(await answers(port))) await setTimeout(100);
  }, 60_000);
  afterAll(async () => {
    const ended = once(tunnel, 'close');
    tunnel.kill('SIGKILL');
    await ended;
    await sshd.close();
    await rm(directory, { recursive: true });
  });

  test.each(['socks5', 'socks5h'])('%s', async (scheme) => {
    expect(await lookThrough(`${scheme}://127.0.0.1:${port}`)).toMatchObject({ outcome: 'ok' });
  });

  test('to where nobody listens', async () => {
    const other = await cluster.kubeconfig(
      { me: { token: TOKEN } },
      {
        server: `https://127.0.0.1:${await freePort()}`,
        'proxy-url': `socks5://127.0.0.1:${port}`,
      },
      'other',
    );
    const finding = await cluster.look('node/gpu-1', { kubeconfig: other });
    expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'k8s.api_unreachable' });
    expect(finding.evidence?.join()).toContain('the proxy');
  });
});

test.each([
  ['wants a login', Buffer.from([5, 0xff]), 'log in'],
  ['speaks something else', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'no SOCKS 5'],
  ['hangs up', '', 'hung up'],
])('a proxy that %s', async (_, said, words) => {
  const listener = await listenTcp(answering(said));
  const finding = await lookThrough(`socks5://${listener.address}`);
  expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'k8s.api_unreachable' });
  expect(finding.evidence?.join()).toContain(words);
  await listener.close();
});

test('a proxy with a user and a password', async () => {
  const seen: string[] = [];
  const listener = await listenTcp((socket) => {
    socket.once('data', (greeting) => {
      seen.push(greeting.toString('hex'));
      socket.write(Buffer.from([5, 2]));
      socket.once('data', (login) => {
        seen.push(login.toString('latin1'));
        socket.end(Buffer.from([1, 1]));
      });
    });
  });
  const finding = await lookThrough(`socks5://me:open%20sesame@${listener.address}`);
  expect(finding.evidence?.join()).toContain('refuses the login');
  expect(seen).toEqual(['050102', '\u0001\u0002me\u000bopen sesame']);
  expect(JSON.stringify(finding)).not.toContain('sesame');
  await listener.close();
});
