import { describe, expect, test } from 'vitest';
import { containerSchema } from '../../../probes/docker/container.ts';
import { afterLook } from '../../../probes/docker/history.ts';
import { type Circumstances, judgeContainer } from '../../../probes/docker/judge.ts';
import { dockerOptions } from '../../../probes/docker/options.ts';

const nowMs = Date.parse('2026-11-21T03:14:02Z');
const ago = (ms: number) => new Date(nowMs - ms).toISOString();

function judge(state: object, parts: object = {}, circumstances: Partial<Circumstances> = {}) {
  const container = containerSchema.parse({ Id: 'x', State: state, ...parts });
  const history = afterLook(
    undefined,
    container.RestartCount,
    { oomKills: null, throttle: null },
    0,
  );
  const beside = { imageMissing: false, oomLogged: null, memoryPressure: null, running: 1 };
  const all = { history, ...beside, nowMs, atMs: 0, ...circumstances };
  return judgeContainer(container, all, dockerOptions.parse({ container: 'x' }));
}

const symptoms = (...given: Parameters<typeof judge>) =>
  judge(...given).map(({ symptom }) => symptom);

describe('states that a daemon cannot be brought to at will', () => {
  test('dead', () => {
    expect(symptoms({ Status: 'dead', Dead: true, ExitCode: 137 })).toEqual(['docker.dead']);
  });

  test('killed at its limit while Docker restarts it: the cause comes first', () => {
    const state = {
      Status: 'restarting',
      Restarting: true,
      Running: true,
      OOMKilled: true,
      ExitCode: 137,
    };
    expect(symptoms(state, { RestartCount: 4 })).toEqual([
      'docker.oom_killed',
      'docker.restart_loop',
    ]);
  });

  test('a kill that Docker missed and the kernel logged', () => {
    const state = { Status: 'exited', ExitCode: 137, FinishedAt: ago(5_000) };
    expect(judge(state, {}, { oomLogged: true })).toMatchObject([
      { symptom: 'docker.oom_killed', words: 'killed 5 s ago: out of memory' },
      { symptom: 'docker.exited' },
    ]);
  });

  test('a kill of which the kernel log says nothing: suspected where it cannot be known', () => {
    const killed = (msAgo: number, oomLogged: boolean | null) => {
      const state = { Status: 'exited', ExitCode: 137, FinishedAt: ago(msAgo) };
      return judge(state, {}, { oomLogged }).map(({ symptom }) => symptom);
    };
    expect(killed(5_000, null)).toEqual(['docker.oom_suspected', 'docker.exited']);
    expect(killed(5_000, false)).toEqual(['docker.exited']);
    // The log may have forgotten it.
    expect(killed(7_200_000, false)).toEqual(['docker.oom_suspected', 'docker.exited']);
  });

  test('the image of a running container is gone: it runs on', () => {
    const state = { Status: 'running', Running: true, StartedAt: ago(5_000) };
    expect(symptoms(state, {}, { imageMissing: true })).toEqual([]);
  });

  test.each([
    [1, 5_000, []],
    [2, 5_000, ['docker.restart_loop']],
    [9, 59_000, ['docker.restart_loop']],
    [9, 61_000, []],
  ])('%i restarts, up since %i ms', (RestartCount, upMs, expected) => {
    const state = { Status: 'running', Running: true, StartedAt: ago(upMs) };
    expect(symptoms(state, { RestartCount })).toEqual(expected);
  });

  test('all of it waits for memory, as version 2 of control groups tells', () => {
    const state = { Status: 'running', Running: true, StartedAt: ago(600_000) };
    const stall = (avg10: number) => ({ avg10, avg60: 0, avg300: 0 });
    const waits = (full: number) => ({ memoryPressure: { some: stall(90), full: stall(full) } });
    expect(symptoms(state, {}, waits(19))).toEqual([]);
    expect(symptoms(state, {}, waits(35))).toEqual(['docker.memory_pressure']);
  });

  test('the health of older Podman, and its words for what never ran', () => {
    const sick = { Status: 'unhealthy', FailingStreak: 3, Log: null };
    const state = { Status: 'running', Running: true, StartedAt: ago(600_000), Healthcheck: sick };
    expect(symptoms(state)).toEqual(['docker.unhealthy']);
    expect(symptoms({ Status: 'running', Running: true, Health: { Status: '' } })).toEqual([]);
    expect(symptoms({ Status: 'configured' })).toEqual(['docker.created']);
  });
});
