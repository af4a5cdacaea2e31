import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cgroup } from '../../../probes/docker/cgroup.ts';
import { containerSchema } from '../../../probes/docker/container.ts';
import { containerFacts, containerMeasures } from '../../../probes/docker/facts.ts';
import { afterLook } from '../../../probes/docker/history.ts';
import { judgeContainer } from '../../../probes/docker/judge.ts';
import { dockerOptions } from '../../../probes/docker/options.ts';
import { KeptText } from '../../../probes/network/kept-text.ts';
import { strikingOut } from '../../support/look-context.ts';
import { sharedFolder } from '../../support/shared-folder.ts';

const kept = new KeptText(strikingOut());
const unseenCgroup: Cgroup = {
  usedBytes: null,
  oomKills: null,
  throttle: null,
  pressure: { cpu: null, memory: null, io: null },
};
const nowMs = Date.parse('2026-11-21T03:14:02Z');

function digest(inspect: unknown) {
  const container = containerSchema.safeParse(inspect);
  if (!container.success) return null;
  const history = afterLook(undefined, container.data.RestartCount, unseenCgroup, 0);
  const beside = { imageMissing: false, oomLogged: null, memoryPressure: null, running: 1 };
  const circumstances = { history, ...beside, nowMs, atMs: 0 };
  return {
    signs: judgeContainer(container.data, circumstances, dockerOptions.parse({ container: 'x' })),
    facts: containerFacts(container.data, null, unseenCgroup, kept),
    measures: containerMeasures(container.data, unseenCgroup, history, nowMs),
  };
}

describe('containerSchema', () => {
  test('needs an id and a state, and nothing else', () => {
    expect(containerSchema.safeParse({ State: {} }).success).toBe(false);
    expect(containerSchema.safeParse({ Id: 'x' }).success).toBe(false);
    expect(containerSchema.parse({ Id: 'x', State: {} })).toMatchObject({
      RestartCount: 0,
      State: { Running: false, StartedAt: null },
      Mounts: [],
    });
  });

  test('takes the time that Docker writes for never as none', () => {
    const State = {
      StartedAt: '2026-11-21T03:14:02.123456789Z',
      FinishedAt: '0001-01-01T00:00:00Z',
    };
    expect(containerSchema.parse({ Id: 'x', State }).State).toMatchObject({
      StartedAt: Date.parse('2026-11-21T03:14:02.123Z'),
      FinishedAt: null,
    });
  });

  test('what it was told to do becomes a digest without secrets', () => {
    const config = (Config: object) =>
      digest({ Id: '0123456789abcdef', State: {}, Config })?.facts['container.config'];
    const Cmd = ['--model', 'small', '--api-key', 'hunter2'];
    const told = { Image: 'vllm', Cmd, Env: ['A=1', 'TOKEN=x'] };
    expect(config(told)).toMatch(/^[0-9a-f]{16}$/);
    expect(config({ ...told, Env: ['TOKEN=y', 'A=2'] })).toBe(config(told));
    expect(config({ ...told, Cmd: [...Cmd.slice(0, 3), 'hunter3'] })).toBe(config(told));
    expect(config({ ...told, Env: ['A=1'] })).not.toBe(config(told));
    expect(config({ ...told, Cmd: ['--model', 'large'] })).not.toBe(config(told));
    expect(config({ ...told, User: 'root' })).not.toBe(config(told));
  });

  test('ports, networks and mounts become facts', () => {
    const seen = digest({
      Id: '0123456789abcdef',
      State: { Running: true, Status: 'running' },
      NetworkSettings: {
        Ports: { '8000/tcp': [{ HostIp: '0.0.0.0', HostPort: '18000' }], '9/tcp': null },
        Networks: { front: { IPAddress: '10.0.0.2' } },
      },
      Mounts: [{ Type: 'bind', Source: '/models', Destination: '/m', RW: true }],
    });
    expect(seen?.facts).toMatchObject({
      'container.id': '0123456789ab',
      'container.ports': '0.0.0.0:18000->8000/tcp',
      'container.networks': 'front',
      'container.mounts': '/models:/m',
    });
  });

  test('no answer makes the probe throw', () => {
    const inspect = fc.record(
      {
        Id: fc.oneof(fc.string(), fc.anything()),
        RestartCount: fc.anything(),
        State: fc.oneof(
          fc.anything(),
          fc.record({
            Running: fc.boolean(),
            ExitCode: fc.anything(),
            Health: fc.anything(),
            StartedAt: fc.anything(),
          }),
        ),
        HostConfig: fc.anything(),
        NetworkSettings: fc.anything(),
        Mounts: fc.anything(),
        Config: fc.anything(),
      },
      { requiredKeys: ['Id', 'State'] },
    );
    fc.assert(
      fc.property(inspect, (answer) => void digest(answer)),
      { numRuns: 500 },
    );
  });
});

const folder = sharedFolder('captures');

describe.skipIf(folder === null)('real answers of docker inspect (../shared/captures)', () => {
  const files = readdirSync(folder ?? '.', { recursive: true, encoding: 'utf8' }).filter((name) =>
    /inspect.*\.json$/.test(name),
  );

  test.each(files)('%s', (name) => {
    const answers: unknown = JSON.parse(readFileSync(join(folder ?? '.', name), 'utf8'));
    for (const answer of Array.isArray(answers) ? answers : [answers]) {
      const whole = typeof answer === 'object' && answer !== null && 'State' in answer;
      const seen = digest(answer);
      // Some of the files were cut down to labels and variables by those who published them.
      expect(seen !== null).toBe(whole);
      if (seen) expect(seen.signs.map(({ symptom }) => symptom)).toEqual([]);
    }
  });
});
