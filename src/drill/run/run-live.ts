import { setTimeout as sleep } from 'node:timers/promises';
import { takeAway } from '../../replay/take-away.ts';
import { Session } from '../../session/session.ts';
import { becomesSteady, verdictSays } from '../../session/steady.ts';
import {
  assertion,
  diagnosisAssertions,
  recoveryAssertion,
  verdictWords,
} from '../score/assertions.ts';
import { type Recovery, scoreOf } from '../score/score.ts';
import { Scoreboard } from '../score/scoreboard.ts';
import type { Assertion, DrillResult, Scenario, UndoRecord } from '../types.ts';
import { missingFor } from './admission.ts';
import type { RunContext } from './context.ts';
import { Ends, endRun, wordsOf } from './ends.ts';
import { FaultDriver } from './fault-driver.ts';
import { type Ending, outcomeOf } from './outcome.ts';
import { playSchedule } from './play.ts';
import { openRecording } from './recording.ts';
import { resultFrom } from './result.ts';
import { type StandingWorld, startWorld } from './world.ts';

/** Looks of every series before a fault: fewer, and the diagnosis does not know what is slow. */
const STEADY_LOOKS = 10;
/** Milliseconds in which the chain must become steady; several sandboxes may share two cores. */
const STEADY_WITHIN_MS = 45_000;

/** One run of a scenario whose world is real: the sandbox, or a chain of the user's own. */
export async function runLive(scenario: Scenario, context: RunContext): Promise<DrillResult> {
  const finish = resultFrom(scenario, context);
  const ends = new Ends(context.signal, context.timeoutMs ?? scenario.timeoutMs);
  let world: StandingWorld | null = null;
  try {
    world = await startWorld(scenario, ends.signal);
    const missing = await missingFor(scenario, world);
    if (missing.length > 0) return finish(lacking(missing));
    return finish(await new LiveRun(scenario, context, world, ends).run());
  } catch (error) {
    const ending = ends.endingOf(error);
    return finish(outcomeOf(ending, [], []));
  } finally {
    ends.release();
    await world?.stop();
  }
}

function lacking(missing: readonly { readonly what: string; readonly remedy: string }[]) {
  return {
    status: 'aborted' as const,
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

class LiveRun {
  readonly #scenario: Scenario;
  readonly #context: RunContext;
  readonly #world: StandingWorld;
  readonly #ends: Ends;
  readonly #board: Scoreboard;
  readonly #startMs = performance.now();
  readonly #before: Assertion[] = [];
  #recovery: Recovery | null = null;

  constructor(scenario: Scenario, context: RunContext, world: StandingWorld, ends: Ends) {
    this.#scenario = scenario;
    this.#context = context;
    this.#world = world;
    this.#ends = ends;
    this.#board = new Scoreboard(
      scenario.expect,
      scenario.faults.map(({ link }) => link),
    );
  }

  async run(): Promise<Pick<DrillResult, 'status' | 'reason'> & Partial<DrillResult>> {
    const { recordDirectory, repeat, onProgress } = this.#context;
    const recording = recordDirectory
      ? await openRecording(recordDirectory, this.#scenario.id, repeat)
      : null;
    const session = new Session({
      chain: takeAway(this.#scenario.without).chain(this.#world.chain),
      journalDirectory: null,
      recording,
      onTrouble: onProgress,
    });
    const stopMarking = session.judging.onVerdict((verdict) =>
      this.#board.verdict(this.#nowMs(), verdict),
    );
    const driver = this.#driver(session);
    let ending: Ending | null = null;
    try {
      session.start();
      await this.#steady(session);
      await playSchedule(this.#scenario, session, driver, this.#ends.signal);
    } catch (error) {
      ending = this.#ends.endingOf(error);
    }
    // Nothing that ends a run ends its undoing.
    const hadFaults = driver.active > 0 || driver.undos.length > 0;
    await driver.undoAll();
    this.#board.finish();
    try {
      if (ending === null) await this.#recover(session, hadFaults);
    } catch (error) {
      ending = this.#ends.endingOf(error);
    } finally {
      stopMarking();
      await session.stop();
      await recording?.close().catch((error) => onProgress(wordsOf(error)));
    }
    return this.#conclude(ending, driver.undos, recording?.path ?? null);
  }

  #nowMs(): number {
    return performance.now() - this.#startMs;
  }

  #driver(session: Session): FaultDriver {
    return new FaultDriver({
      scenario: this.#scenario,
      chain: this.#world.chain.name,
      world: this.#world,
      book: this.#context.book,
      publish: (event) => session.publish('fault', event, event.link),
      onEdge: (edge, { name, link }) => {
        if (edge === 'begins') this.#board.faultBegins(this.#nowMs(), name, link);
        else this.#board.faultEnds(name);
      },
    });
  }

  async #steady(session: Session): Promise<void> {
    const { signal } = this.#ends;
    const { source } = this.#scenario;
    const isSteady = await becomesSteady(session, {
      signal,
      looks: STEADY_LOOKS,
      withinMs: STEADY_WITHIN_MS,
      // The sandbox's cards and its status page look rarely, and none of them can be slow.
      ...(source.kind === 'sandbox' ? { rareFromMs: 2 * source.intervalMs } : {}),
    });
    const { verdict } = session.judging;
    const found = verdict ? verdictWords(verdict) : 'no verdict';
    this.#before.push(
      assertion('steady state before', isSteady, 'healthy, every series seen', found),
    );
    if (isSteady) return;
    endRun({ by: 'unsteady', reason: `no steady state to begin with: ${found}` });
  }

  /** From the end of the last undo to a verdict of healthy. */
  async #recover(session: Session, hadFaults: boolean): Promise<void> {
    const { recoveryWithinMs } = this.#scenario.expect;
    if (recoveryWithinMs === null || !hadFaults) return;
    const undoneMs = this.#nowMs();
    // A verdict from before the undo says nothing about after it.
    await sleep(0, undefined, { signal: this.#ends.signal });
    const noticed = await verdictSays(session, ({ status }) => status === 'healthy', {
      signal: this.#ends.signal,
      withinMs: recoveryWithinMs,
    });
    this.#recovery = { noticed, tookMs: noticed ? this.#nowMs() - undoneMs : null };
  }

  #conclude(ending: Ending | null, undos: readonly UndoRecord[], recording: string | null) {
    const { expect } = this.#scenario;
    const judged = ending === null;
    const assertions = [
      ...this.#before,
      ...(judged ? diagnosisAssertions(this.#board, expect) : []),
      ...undos.map(undoAssertion),
      ...(this.#recovery && expect.recoveryWithinMs !== null
        ? [recoveryAssertion(this.#recovery, expect.recoveryWithinMs)]
        : []),
    ];
    const undoClean = undos.length === 0 ? null : undos.every(({ verified }) => verified);
    return {
      ...outcomeOf(ending, undos, assertions),
      assertions,
      score: scoreOf(this.#board, expect, { recovery: this.#recovery, undoClean }),
      verdicts: this.#board.marks,
      undos,
      recording,
    };
  }
}

function undoAssertion({ fault, undone, verified, seen }: UndoRecord): Assertion {
  return assertion(`undo of ${fault} verified`, undone && verified, 'undone and verified', seen);
}
