import { describe, expect, it } from 'vitest';
import { doctorChecks } from '../../src/cli/doctor/index.ts';
import { weaklink } from '../support/weaklink.ts';

interface Finding {
  readonly name: string;
  readonly state: string;
  readonly seen: string;
  readonly means: string | null;
  readonly mend: string | null;
}

describe('weaklink doctor', () => {
  it('says of everything what it saw, and of what it lacks what that means', async () => {
    const { exitCode, stdout, stderr } = await weaklink(['doctor', '--json'], {
      env: { DOCKER_HOST: 'unix:///nowhere/docker.sock', SSH_AUTH_SOCK: '/nowhere/agent' },
    });
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    expect(findings.map(({ name }) => name)).toEqual(Object.keys(doctorChecks));
    const of = (name: string) => findings.find((finding) => finding.name === name);
    expect(of('Node')).toMatchObject({ state: 'ok', seen: expect.stringMatching(/^v\d+/) });
    expect(of('Docker')).toMatchObject({
      state: 'missing',
      seen: '/nowhere/docker.sock: does not exist',
    });
    expect(of('SSH agent')).toMatchObject({ state: 'missing', seen: '/nowhere/agent: ENOENT' });
    expect(of('terminal')).toMatchObject({ state: 'missing' });
    for (const { state, means, mend } of findings) {
      expect(means !== null && mend !== null).toBe(state !== 'ok');
    }
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('tells a person the same in at most 80 columns', async () => {
    const { exitCode, stdout } = await weaklink(['doctor']);
    expect(exitCode).toBe(0);
    for (const name of Object.keys(doctorChecks))
      expect(stdout).toMatch(new RegExp(`^${name} `, 'm'));
    expect(stdout.split('\n').filter((line) => line.startsWith(' ') && line.length > 80)).toEqual(
      [],
    );
  });
});
