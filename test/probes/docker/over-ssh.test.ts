import { afterAll, expect, test } from 'vitest';
import { dockerProbe } from '../../../probes/docker/index.ts';
import { type Dockerd, startDockerd } from '../../support/dockerd.ts';
import { lookAt } from '../../support/look-at.ts';
import { needsPrograms } from '../../support/needs-program.ts';
import { sshClient } from '../../support/ssh-client.ts';

const started = await startDockerd();
afterAll(async () => {
  if (typeof started !== 'string') await started.stop();
});
const canRun = typeof started !== 'string' && needsPrograms('sshd', 'ssh', 'ssh-keygen');
const deadlineMs = 30_000;

test.runIf(canRun)(
  'containers behind a real sshd, whose daemon stops',
  async () => {
    const daemon = started as Dockerd;
    await daemon.run('engine', 'echo "error: no memory left"; exit 3');
    await daemon.docker.getContainer('engine').wait();
    const client = await sshClient();
    const { port, close } = await client.serve();
    const vantage = client.vantage(port);
    const { socket } = daemon;
    const look = (options: object) =>
      lookAt(dockerProbe, { container: 'engine', ...options }, { vantage, deadlineMs });
    expect(await look({ socket })).toMatchObject({
      symptom: 'docker.exited',
      facts: { 'container.exit': expect.stringContaining('3') },
      evidence: expect.arrayContaining(['log: error: no memory left']),
    });
    expect(await look({ socket, container: 'none' })).toMatchObject({
      symptom: 'docker.not_found',
    });
    expect(await look({ socket: '/run/none/docker.sock' })).toMatchObject({
      symptom: 'docker.daemon_unreachable',
      summary: 'there is no Docker socket',
    });
    await close();
    await expect(look({ socket })).rejects.toMatchObject({ name: 'VantageLostError' });
  },
  90_000,
);
