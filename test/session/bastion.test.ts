import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { probes } from '../../probes/registry.ts';
import { parseFile } from '../../src/chain/document.ts';
import { chainOf } from '../../src/chain/load.ts';
import { Session } from '../../src/session/session.ts';
import { needsRoot } from '../support/needs.ts';
import { needsPrograms } from '../support/needs-program.ts';
import { sshClient } from '../support/ssh-client.ts';

const canRun = needsRoot() && needsPrograms('sshd', 'ssh', 'ssh-keygen');

describe.skipIf(!canRun)('a chain behind a bastion', () => {
  test('the bastion that is down is blamed itself, and nobody behind it', async () => {
    const client = await sshClient();
    vi.stubEnv('WEAKLINK_SSH_CONFIG', client.environment.configFile ?? '');
    vi.stubEnv('SSH_AUTH_SOCK', '');
    onTestFinished(() => void vi.unstubAllEnvs());
    const [bastion, inner] = [await client.serve(), await client.serve()];
    await client.configure(
      'Host gw',
      `  HostName 127.0.0.1\n  Port ${bastion.port}`,
      'Host node',
      `  HostName 127.0.0.1\n  Port ${inner.port}\n  ProxyJump gw`,
    );
    const text = `
chain: fleet
vantages: { node: 'ssh:root@node' }
defaults: { every: 20s, deadline: 15s }
links:
  bastion: { kind: host, address: 'ssh:root@gw' }
  node: { kind: host, address: node, needs: [bastion] }
  worker: { kind: process, address: 'sshd', needs: [node], from: node }
`;
    const session = new Session({
      chain: chainOf(parseFile(text, 'chain.yaml'), probes),
      journalDirectory: null,
      onTrouble: (line) => {
        throw new Error(line);
      },
    });
    onTestFinished(() => session.stop());
    expect(session.looks.map(({ link, probe }) => `${link} ${probe}`)).toEqual([
      'bastion ssh',
      'node ssh',
      'worker process',
    ]);
    const look = () => session.lookInRounds(3, new AbortController().signal);
    const well = await look();
    expect(well.culprits).toEqual([]);
    expect(well.cleared.length).toBeGreaterThan(0);

    await bastion.close();
    const verdict = await look();
    expect(verdict.culprits).toMatchObject([{ link: 'bastion', mode: 'host.ssh_refused' }]);
    const states = Object.fromEntries(verdict.links.map(({ link, state }) => [link, state]));
    expect(states.node).toBe('untested');
    expect(['untested', 'cleared']).toContain(states.worker);
  });
});
