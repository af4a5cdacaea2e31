import { describe, expect, test } from 'vitest';
import { readContainers } from '../../../../scripts/captures/readers/docker.ts';

const inspect = (state: object, more: object = {}) =>
  JSON.stringify([
    {
      Id: 'a1b2c3',
      Name: '/vllm',
      RestartCount: 0,
      State: {
        Status: 'exited',
        Running: false,
        ExitCode: 0,
        StartedAt: '2026-11-20T03:14:02.123456789Z',
        FinishedAt: '2026-11-20T04:14:02.5Z',
        ...state,
      },
      HostConfig: { NetworkMode: 'host' },
      GraphDriver: { Name: 'overlay2' },
      ...more,
    },
  ]);

describe('docker inspect', () => {
  test.each<[string, string, readonly string[]]>([
    ['runs', inspect({ Status: 'running', Running: true }), []],
    ['ended', inspect({ ExitCode: 1 }), ['docker.exited']],
    [
      'ran out of memory',
      inspect({ OOMKilled: true, ExitCode: 137 }),
      ['docker.oom_killed', 'docker.exited'],
    ],
    [
      'could not be started, and says why',
      inspect({
        Status: 'created',
        ExitCode: 127,
        Error:
          'driver failed programming external connectivity: Bind for 0.0.0.0:80 failed: port is already allocated',
      }),
      ['docker.port_conflict', 'docker.created'],
    ],
    [
      'is ill by its own check',
      inspect({
        Status: 'running',
        Running: true,
        Health: { Status: 'unhealthy', FailingStreak: 3, Log: [] },
      }),
      ['docker.unhealthy'],
    ],
  ])('of a container that %s', (_, text, symptoms) => {
    expect(readContainers(text)).toMatchObject({ symptoms, lost: [] });
  });

  test('lists what nobody looks at', () => {
    expect(readContainers(inspect({ NewField: 1 }))?.unknown).toEqual([
      'State.NewField',
      'GraphDriver',
    ]);
  });

  test('tells of a value that the probe takes for a missing one', () => {
    const { lost, inText, kept } = readContainers(inspect({}, { RestartCount: '3' })) ?? {};
    expect(lost).toEqual(['RestartCount: 3']);
    expect(kept).toBe((inText ?? 0) - 1);
  });

  test('is not any other JSON', () => {
    for (const text of ['', '{', '[]', '{"a":1}', 'null']) expect(readContainers(text)).toBeNull();
  });
});
