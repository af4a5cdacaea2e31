import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { runDiff } from '../../../src/cli/diff.ts';
import { runSnapshot } from '../../../src/cli/snapshot.ts';
import { diffSchema } from '../../../src/drift/schema.ts';
import { readSnapshot } from '../../../src/drift/snapshot-file.ts';
import { commandContext } from '../../support/command-context.ts';
import { needsRoot } from '../../support/needs.ts';
import { needsPrograms } from '../../support/needs-program.ts';
import { sshClient } from '../../support/ssh-client.ts';

/* This machine beside itself over real SSH: alike, whatever way one looks. */

const canRun = needsRoot() && needsPrograms('sshd', 'ssh', 'ssh-keygen');

async function sshPlace() {
  const client = await sshClient();
  const server = await client.serve();
  await client.know(`[127.0.0.1]:${server.port} ${server.hostKeys[0]}`);
  vi.stubEnv('WEAKLINK_SSH_CONFIG', client.environment.configFile ?? '');
  onTestFinished(() => void vi.unstubAllEnvs());
  return { directory: client.directory, place: `ssh:root@127.0.0.1:${server.port}` };
}

describe.skipIf(!canRun)('over SSH', () => {
  test('a machine is like itself, a file of it included', async () => {
    const { directory, place } = await sshPlace();
    const file = join(directory, 'settings.conf');
    await writeFile(file, 'batch=8');
    const { context, written } = commandContext(directory);
    const code = await runDiff(
      ['local', place],
      { rounds: '1', json: true, file: [file] },
      context,
    );
    const document = diffSchema.parse(JSON.parse(written.result));
    expect(document).toMatchObject({ differences: [], verdict: null });
    // What takes a program to learn may not be told by a machine that is busy.
    expect(document.untold.filter(({ what }) => !what.startsWith('host.mtu '))).toEqual([]);
    expect(document.compared).toBeGreaterThanOrEqual(3);
    expect(document.byNature).toBeGreaterThan(0);
    expect(code).toBe(document.untold.length === 0 ? 0 : 3);
  }, 60_000);

  test('a snapshot reads flags and environments there too', async () => {
    const { directory, place } = await sshPlace();
    const chain = join(directory, 'chain.yaml');
    const probe = { kind: 'process', pid: process.pid, every: '20s', deadline: '15s' };
    await writeFile(
      chain,
      stringify({
        chain: 'far',
        vantages: { there: place },
        links: { self: { kind: 'process', from: 'there', probes: [probe] } },
      }),
    );
    const path = join(directory, 'far.json');
    const { context } = commandContext(directory);
    expect(await runSnapshot([chain], { rounds: '1', output: path }, context)).toBe(0);
    const { links } = await readSnapshot(path);
    const [self] = links;
    expect(self?.looks.map(({ probe: kind, outcome }) => `${kind} ${outcome}`)).toEqual([
      'process ok',
      'process.cmdline ok',
      'process.configuration ok',
      'process.environ ok',
    ]);
    expect(self?.items.some(({ what }) => what === 'process.env PATH')).toBe(true);
    expect(new Set(self?.items.map(({ vantage }) => vantage))).toEqual(new Set(['there']));
  }, 60_000);
});
