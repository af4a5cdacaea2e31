import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { probes } from '../../probes/registry.ts';
import { parseFile } from '../../src/chain/document.ts';
import { chainOf } from '../../src/chain/load.ts';
import { Session } from '../../src/session/session.ts';
import { type Dockerd, startDockerd } from '../support/dockerd.ts';
import { needsPrograms } from '../support/needs-program.ts';

const dockerd = await startDockerd();
afterAll(async () => {
  if (typeof dockerd !== 'string') await (dockerd as Dockerd).stop();
});

const canRun = typeof dockerd !== 'string' && needsPrograms('nsenter');

test.runIf(canRun)(
  'a container that stands still is blamed itself, and not what is looked at from within it',
  async () => {
    const daemon = dockerd as Dockerd;
    vi.stubEnv('DOCKER_HOST', `unix://${daemon.socket}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    const script = 'while true; do echo hello | nc -l -p 8000; done';
    const container = await daemon.run('web', script);
    const text = `
chain: inside
vantages: { inside: 'docker:web' }
defaults: { every: 20s, deadline: 15s }
links:
  web: { kind: container, address: web }
  shell: { kind: process, address: sh, needs: [web], from: inside }
  api: { kind: service, address: '127.0.0.1:8000', needs: [web], from: inside, probes: [{ kind: tcp, address: '127.0.0.1:8000' }] }
`;
    const session = new Session({
      chain: chainOf(parseFile(text, 'chain.yaml'), probes),
      journalDirectory: null,
      onTrouble: (line) => {
        throw new Error(line);
      },
    });
    onTestFinished(() => session.stop());
    const command = session.looks.find(({ link }) => link === 'api')?.command;
    expect(command).toBe('docker exec web nc -vz -w 5 127.0.0.1 8000');
    const look = () => session.lookInRounds(3, new AbortController().signal);
    const well = await look();
    expect(well.culprits).toEqual([]);

    await container.pause();
    const verdict = await look();
    expect(verdict.culprits).toMatchObject([{ link: 'web', mode: 'container.paused' }]);
    const states = Object.fromEntries(verdict.links.map(({ link, state }) => [link, state]));
    expect(states).toEqual({ web: 'culprit', shell: 'untested', api: 'untested' });
  },
  60_000,
);
