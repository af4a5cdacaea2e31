import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runExperiment } from '../../../src/drill/activities/run-experiment.ts';
import type {
  Activity,
  HypothesisStrategy,
  ProbeMode,
  RollbackStrategy,
} from '../../../src/drill/experiment-types.ts';
import type { Experiment } from '../../../src/drill/types.ts';
import { scratch } from '../../support/scratch.ts';
import { activity, program, tools } from './tools.ts';

/** The steady state is a file that stands; the log says who looked. */
async function system() {
  const directory = await scratch();
  const [state, log] = [join(directory, 'steady'), join(directory, 'log')];
  writeFileSync(state, '');
  const say = (word: string) => program('sh', '-c', `echo ${word} >> ${log}`);
  const probe = (name: string, mode: ProbeMode = 'edge'): Activity =>
    activity(program('sh', '-c', `echo ${name} >> ${log}; test -e ${state}`), {
      name,
      mode,
      tolerance: { kind: 'value', value: 0 },
    });
  const act = (word: string, given: Partial<Activity> = {}): Activity =>
    activity(say(word), { name: word, type: 'action', ...given });
  const breakIt = activity(program('rm', state), { name: 'break', type: 'action' });
  const lines = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
  return { state, probe, act, breakIt, lines };
}

function experiment(
  probes: readonly Activity[],
  method: readonly Activity[],
  rollbacks: readonly Activity[] = [],
  given: { strategy?: HypothesisStrategy; rollbacks?: RollbackStrategy; failFast?: boolean } = {},
): Experiment {
  const { strategy = 'default', failFast = false } = given;
  return {
    hypothesis: probes.length > 0 ? { title: 'steady', probes } : null,
    method,
    rollbacks,
    configuration: { values: {}, secrets: {} },
    runtime: {
      hypothesis: { strategy, frequencyMs: 100, failFast },
      rollbacks: given.rollbacks ?? 'always',
    },
    document: {},
  };
}

describe('an experiment', () => {
  it('checks, acts, checks and rolls back', async () => {
    const { probe, act, lines } = await system();
    const record = await runExperiment(
      experiment([probe('look')], [act('act')], [act('back')]),
      tools(),
    );
    expect(record).toMatchObject({ status: 'completed', deviated: false, reason: null });
    expect([record.before?.met, record.after?.met, record.during]).toEqual([true, true, []]);
    expect(lines()).toEqual(['look', 'act', 'look', 'back']);
  });

  it('does nothing where the steady state does not hold before, and has nothing to roll back', async () => {
    const { probe, act, breakIt, lines } = await system();
    await runExperiment(experiment([], [breakIt]), tools());
    const record = await runExperiment(
      experiment([probe('look')], [act('act')], [act('back')]),
      tools(),
    );
    expect(record).toMatchObject({
      status: 'failed',
      reason: 'the steady state did not hold before the method',
      run: [],
      after: null,
    });
    expect(lines()).toEqual(['look']);
  });

  it('says that the system deviated', async () => {
    const { probe, breakIt } = await system();
    const record = await runExperiment(experiment([probe('look')], [breakIt]), tools());
    expect(record).toMatchObject({ status: 'completed', deviated: true });
  });

  const strategies: readonly (readonly [HypothesisStrategy, boolean, boolean, boolean])[] = [
    ['default', true, false, true],
    ['before-method-only', true, false, false],
    ['after-method-only', false, false, true],
    ['during-method-only', false, true, false],
    ['continuously', true, true, true],
    ['skip', false, false, false],
  ];
  it.each(strategies)(
    'with the strategy %s looks before %s, during %s, after %s',
    async (strategy, before, during, after) => {
      const { probe, act } = await system();
      const wait = act('act', { pauseAfterMs: 250 });
      const record = await runExperiment(
        experiment([probe('look')], [wait], [], { strategy }),
        tools(),
      );
      expect([record.before !== null, record.during.length > 0, record.after !== null]).toEqual([
        before,
        during,
        after,
      ]);
    },
  );

  it('lets each probe look at its own times', async () => {
    const { probe, act } = await system();
    const modes = ['start', 'end', 'edge', 'continuous', 'on-chaos'] as const;
    const probes = modes.map((mode) => probe(mode, mode));
    const wait = act('act', { pauseAfterMs: 300 });
    const record = await runExperiment(experiment(probes, [wait]), tools());
    const names = (check: typeof record.before) => check?.probes.map((one) => one.activity.name);
    expect(names(record.before)).toEqual(['start', 'edge', 'continuous']);
    expect(names(record.after)).toEqual(['end', 'edge', 'continuous']);
    expect(names(record.during[0] ?? null)).toEqual(['continuous', 'on-chaos']);
    expect(record.during.length).toBeGreaterThanOrEqual(2);
  });

  it('is ended by the first failed check where the file says so, and rolled back', async () => {
    const { probe, act, breakIt, lines } = await system();
    const method = [breakIt, act('wait', { pauseAfterMs: 20_000 }), act('never')];
    const given = { strategy: 'continuously', failFast: true } as const;
    const startedMs = performance.now();
    const record = await runExperiment(
      experiment([probe('look')], method, [act('back')], given),
      tools(),
    );
    expect(record).toMatchObject({ status: 'aborted', deviated: true });
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    expect(lines().at(-1)).toBe('back');
    expect(lines()).not.toContain('never');
  });

  const rollbacks: readonly (readonly [RollbackStrategy, boolean, boolean, boolean])[] = [
    ['always', true, true, true],
    ['never', false, false, false],
    ['deviated', false, true, false],
    ['default', true, true, false],
  ];
  it.each(rollbacks)(
    'with rollbacks %s plays them after success %s, deviation %s, an interrupt %s',
    async (strategy, ...wanted) => {
      const run = async (how: 'well' | 'deviates' | 'interrupted') => {
        const { probe, act, breakIt, lines } = await system();
        const controller = new AbortController();
        const fault = async () => controller.abort();
        const interrupt = activity({ kind: 'fault', fault: 'x', do: 'inject' });
        const method = { well: act('act'), deviates: breakIt, interrupted: interrupt }[how];
        await runExperiment(
          experiment([probe('look')], [method], [act('back')], { rollbacks: strategy }),
          tools({ signal: controller.signal, fault }),
        );
        return lines().includes('back');
      };
      expect([await run('well'), await run('deviates'), await run('interrupted')]).toEqual(wanted);
    },
  );
});
