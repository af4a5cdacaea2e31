import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { probes } from '../../probes/registry.ts';
import { parseFile } from '../../src/chain/document.ts';
import { chainOf } from '../../src/chain/load.ts';
import { Session } from '../../src/session/session.ts';
import { Vantages } from '../../src/session/vantages.ts';
import { localVantage } from '../../src/vantage/local.ts';
import { needsRoot } from '../support/needs.ts';
import { needsPrograms } from '../support/needs-program.ts';
import { type SshClient, sshClient } from '../support/ssh-client.ts';

const canRun = needsRoot() && needsPrograms('sshd', 'ssh', 'ssh-keygen');
const options = () => ({ deadlineMs: 10_000, signal: new AbortController().signal });

/** Everything of this test reads the client's configuration, as `ssh -F` would. */
function useConfiguration({ environment }: SshClient): void {
  vi.stubEnv('WEAKLINK_SSH_CONFIG', environment.configFile ?? '');
  vi.stubEnv('SSH_AUTH_SOCK', '');
  onTestFinished(() => void vi.unstubAllEnvs());
}

test('this machine is always there, and what no version knows is not', () => {
  const vantages = new Vantages([{ name: 'odd', address: 'telnet:host' }]);
  expect(vantages.named('local')).toBe(localVantage);
  expect(vantages.named('odd')).toBeUndefined();
  expect(vantages.named('none')).toBeUndefined();
});

describe.skipIf(!canRun)('a vantage of a chain', () => {
  test('is stood at through the hosts that the configuration names, and left at the end', async () => {
    const client = await sshClient();
    useConfiguration(client);
    const [bastion, inner] = [await client.serve(), await client.serve()];
    await client.configure(
      'Host gpu-1',
      '  HostName 127.0.0.1',
      `  Port ${inner.port}`,
      `  ProxyJump root@127.0.0.1:${bastion.port}`,
    );
    await client.know(
      `[127.0.0.1]:${bastion.port} ${bastion.hostKeys[0]}`,
      `[127.0.0.1]:${inner.port} ${inner.hostKeys[0]}`,
    );
    const vantages = new Vantages([{ name: 'gpu', address: 'ssh:root@gpu-1' }]);
    const there = vantages.named('gpu');
    expect(await there?.exec(['echo', 'here'], options())).toMatchObject({ stdout: 'here\n' });
    expect(bastion.log()).toMatch(/Accepted publickey/);
    await vantages.close();
    const left = () => bastion.processes() + inner.processes();
    await expect.poll(left, { timeout: 15_000 }).toBe(0);
    expect(await there?.exec(['true'], options())).toMatchObject({ kind: 'aborted' });
  });

  test('carries the looks of a session, and a changed key blames nobody', async () => {
    const client = await sshClient();
    useConfiguration(client);
    const sshd = await client.serve();
    const text = `
chain: behind
vantages: { node: 'ssh:root@127.0.0.1:${sshd.port}' }
links:
  box: { kind: host, from: node, probes: [{ kind: host, deadline: 20s, every: 20s }] }
`;
    const look = async () => {
      const session = new Session({
        chain: chainOf(parseFile(text, 'chain.yaml'), probes),
        journalDirectory: null,
        onTrouble: (line) => {
          throw new Error(line);
        },
      });
      const seen = session.stream.subscribe('test');
      const verdict = await session.lookInRounds(1, new AbortController().signal);
      await session.stop();
      const observations = [];
      for await (const event of seen) {
        if (event.type === 'weaklink.observation') observations.push(event.data);
      }
      return { verdict, observations };
    };
    const { observations } = await look();
    expect(observations).toMatchObject([{ link: 'box', vantage: 'node', probe: 'host' }]);
    expect(observations[0]?.outcome).not.toBe('unknown');
    await client.know(`[127.0.0.1]:${sshd.port} ${client.publicKey.split(' ', 2).join(' ')}`);
    const changed = await look();
    expect(changed.observations).toMatchObject([
      {
        outcome: 'unknown',
        symptom: 'self.vantage',
        evidence: expect.arrayContaining([
          expect.stringMatching(/SECURITY: its host key has CHANGED/),
        ]),
      },
    ]);
    expect(changed.verdict.culprits).toEqual([]);
  });
});
