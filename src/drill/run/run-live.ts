import type { Missing } from '../injector.ts';
import type { Assertion, DrillResult, Scenario } from '../types.ts';
import { missingFor } from './admission.ts';
import type { RunContext } from './context.ts';
import { Ends } from './ends.ts';
import { LiveRun } from './live-run.ts';
import { outcomeOf } from './outcome.ts';
import { resultFrom } from './result.ts';
import { type StandingWorld, startWorld } from './world.ts';

/** One run of a scenario whose world is real: the sandbox, or a chain of the user's own. */
export async function runLive(scenario: Scenario, context: RunContext): Promise<DrillResult> {
  const finish = resultFrom(scenario, context);
  const ends = new Ends(context.signal, context.timeoutMs ?? scenario.timeoutMs);
  let world: StandingWorld | null = null;
  try {
    world = await startWorld(scenario, context.book, ends.signal);
    const missing = await missingFor(scenario, world);
    if (missing.length > 0) return finish(lacking(missing));
    return finish(await new LiveRun(scenario, context, world, ends).run());
  } catch (error) {
    return finish(outcomeOf(ends.endingOf(error), [], []));
  } finally {
    ends.release();
    await world?.stop();
  }
}

function lacking(
  missing: readonly Missing[],
): Pick<DrillResult, 'status' | 'reason' | 'assertions'> {
  return {
    status: 'aborted',
    reason: `missing: ${missing.map(({ what }) => what).join('; ')}`,
    assertions: missing.map(
      ({ what, remedy }): Assertion => ({
        name: 'preflight',
        status: 'error',
        expected: remedy,
        found: what,
      }),
    ),
  };
}
