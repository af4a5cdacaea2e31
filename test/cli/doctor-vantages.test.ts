import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { needsRoot } from '../support/needs.ts';
import { needsPrograms } from '../support/needs-program.ts';
import { sshClient } from '../support/ssh-client.ts';
import { weaklink } from '../support/weaklink.ts';

const canRun = needsRoot() && needsPrograms('sshd', 'ssh', 'ssh-keygen');

/** A chain that looks from a host that is well, one with another key, and one that is not there. */
async function places() {
  const client = await sshClient();
  const [well, changed] = [await client.serve(), await client.serve()];
  await client.know(
    `[127.0.0.1]:${well.port} ${well.hostKeys[0]}`,
    `[127.0.0.1]:${changed.port} ${client.publicKey.split(' ', 2).join(' ')}`,
  );
  const file = join(client.directory, 'chain.yaml');
  writeFileSync(
    file,
    `chain: places
vantages:
  well: 'ssh:root@127.0.0.1:${well.port}'
  changed: 'ssh:root@127.0.0.1:${changed.port}'
  nobody: 'ssh:root@127.0.0.1:1'
links:
  box: { kind: host, from: well, probes: [{ kind: host, deadline: 15s }] }
`,
  );
  const env = { WEAKLINK_SSH_CONFIG: client.environment.configFile ?? '' };
  return { file, env, well, changed };
}

describe.skipIf(!canRun)('on the command line', () => {
  test('doctor says of each vantage whether it can be stood at, and what to do', async () => {
    const { file, env } = await places();
    const { stdout } = await weaklink(['doctor', file, '--json'], { env, timeoutMs: 30_000 });
    const findings = (JSON.parse(stdout) as { findings: { name: string }[] }).findings.filter(
      ({ name }) => name.startsWith('from '),
    );
    expect(findings).toMatchObject([
      { name: 'from well', state: 'ok' },
      {
        name: 'from changed',
        state: 'failing',
        seen: expect.stringMatching(/SECURITY: its host key has CHANGED/),
        mend: expect.stringMatching(/SHA256:.*SHA256:.*known_hosts:2.*ask its owner/),
      },
      { name: 'from nobody', state: 'failing', seen: expect.stringMatching(/nothing listens/) },
    ]);
  });

  test('probe looks from there, and says of a changed key that it is a security matter', async () => {
    const { env, well, changed } = await places();
    const args = (port: number) => [
      ...['probe', 'process', 'sshd', '--from', `ssh:root@127.0.0.1:${port}`, '--json'],
    ];
    const there = await weaklink(args(well.port), { env });
    expect(JSON.parse(there.stdout)).toMatchObject({ vantage: `ssh:root@127.0.0.1:${well.port}` });
    expect(there.exitCode).not.toBe(2);
    const { stdout } = await weaklink(['probe', 'ssh', `root@127.0.0.1:${changed.port}`], { env });
    expect(stdout).toMatch(/SECURITY: its host key has CHANGED/);
    const wrong = await weaklink(['probe', 'process', 'sshd', '--from', '-oProxyCommand=x']);
    expect(wrong.stderr).toMatch(/E_OPTION/);
  });
});
