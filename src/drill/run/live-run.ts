import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../platform/clock.ts';
import { takeAway } from '../../replay/take-away.ts';
import { Session } from '../../session/session.ts';
import { becomesSteady, verdictSays } from '../../session/steady.ts';
import { createRedactor } from '../../text/redact.ts';
import type { ExperimentRecord } from '../activities/records.ts';
import { resolveSettings } from '../activities/settings.ts';
import type { ActivityTools } from '../activities/tools.ts';
import { journalOf } from '../chaos-toolkit/journal.ts';
import {
  assertion,
  diagnosisAssertions,
  recoveryAssertion,
  verdictWords,
} from '../score/assertions.ts';
import { type Recovery, scoreOf } from '../score/score.ts';
import { Scoreboard } from '../score/scoreboard.ts';
import type { Assertion, DrillResult, Scenario, UndoRecord } from '../types.ts';
import type { RunContext } from './context.ts';
import { type Ends, endRun, wordsOf } from './ends.ts';
import { experimentAssertions, rollbackUndos, runBeside } from './experiment-run.ts';
import { FaultDriver } from './fault-driver.ts';
import { watchGuards } from './guards.ts';
import { startLoad } from './load.ts';
import { type Ending, outcomeOf } from './outcome.ts';
import { playSchedule } from './play.ts';
import { openRecording } from './recording.ts';
import type { StandingWorld } from './world.ts';

/**
 * Looks of every series before a fault: the diagnosis must know what is usual, and a look or two
 * while everything starts are not.
 */
const STEADY_LOOKS = 10;
/** Milliseconds in which the chain must become steady; several sandboxes may share two cores. */
const STEADY_WITHIN_MS = 45_000;

const noConfiguration = { values: {}, secrets: {} };

type Found = Pick<DrillResult, 'status' | 'reason'> & Partial<DrillResult>;

/** One run over a world that stands: watch, break, undo, judge. */
export class LiveRun {
  readonly #scenario: Scenario;
  readonly #context: RunContext;
  readonly #world: StandingWorld;
  readonly #ends: Ends;
  readonly #board: Scoreboard;
  readonly #redactor = createRedactor();
  readonly #startMs = performance.now();
  readonly #before: Assertion[] = [];
  #recovery: Recovery | null = null;
  #record: ExperimentRecord | null = null;

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

  /** @throws WeaklinkError E_RECORDING_WRITE; nothing has been changed then */
  async run(): Promise<Found> {
    const { recordDirectory, repeat, onProgress } = this.#context;
    const recording = recordDirectory
      ? await openRecording(recordDirectory, this.#scenario.id, repeat)
      : null;
    const { sshConfig } = this.#scenario;
    const session = new Session({
      chain: takeAway(this.#scenario.without).chain(this.#world.chain),
      journalDirectory: null,
      recording,
      ...(sshConfig === null ? {} : { sshConfig }),
      onTrouble: onProgress,
    });
    const stopMarking = session.judging.onVerdict((verdict) =>
      this.#board.verdict(this.#nowMs(), verdict),
    );
    const driver = this.#driver(session);
    const endings: (Ending | null)[] = [await this.#break(session, driver)];
    // Nothing that ends a run ends its undoing.
    const hadFaults = driver.active > 0 || driver.undos.length > 0;
    await driver.undoAll();
    this.#board.finish();
    if (endings[0] === null && hadFaults) endings.push(await this.#recover(session));
    stopMarking();
    // What goes wrong from here on changes nothing about what was undone and judged.
    const tell = (error: unknown) => onProgress(wordsOf(error));
    await session.stop().catch(tell);
    await recording?.close().catch(tell);
    const ending = endings.find((one) => one !== null) ?? null;
    return this.#conclude(ending, driver.undos, recording?.path ?? null);
  }

  /** From the first look to the end of the last fault; null where it came so far. */
  async #break(session: Session, driver: FaultDriver): Promise<Ending | null> {
    const { scenario, signal } = { scenario: this.#scenario, signal: this.#ends.signal };
    let stopGuards = async (): Promise<void> => {};
    let stopLoad = (): void => {};
    try {
      const tools = await this.#tools(driver);
      stopGuards = watchGuards(scenario.guards, tools, this.#ends);
      if (scenario.load) {
        stopLoad = await startLoad(scenario.load, this.#world.chain, this.#redactor);
      }
      session.start();
      await this.#steady(session);
      const play = () => playSchedule(scenario, session, driver, signal);
      if (!scenario.experiment) await play();
      else {
        this.#record = await runBeside(scenario.experiment, tools, play);
        signal.throwIfAborted();
        this.#judgeExperiment(this.#record);
      }
      return null;
    } catch (error) {
      return this.#ends.endingOf(error);
    } finally {
      stopLoad();
      await stopGuards();
    }
  }

  #nowMs(): number {
    return performance.now() - this.#startMs;
  }

  /** @throws WeaklinkError E_CONFIGURATION, E_SECRET */
  async #tools(driver: FaultDriver): Promise<ActivityTools> {
    const { experiment, faults } = this.#scenario;
    const { signal } = this.#ends;
    return {
      settings: await resolveSettings(experiment?.configuration ?? noConfiguration, this.#redactor),
      redactor: this.#redactor,
      signal,
      clock: systemClock,
      fault: async (name, what) => {
        if (what === 'undo') return driver.undo(name);
        const fault = faults.find((one) => one.name === name);
        if (!fault) throw new Error(`there is no fault named ${name}`);
        return driver.inject(fault, signal);
      },
    };
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
      // The sandbox's cards and its status page are looked at rarely, and none of them can be slow.
      ...(source.kind === 'sandbox' ? { rareFromMs: 2 * source.intervalMs, leastLooks: 1 } : {}),
    });
    const { verdict } = session.judging;
    const found = verdict ? verdictWords(verdict) : 'no verdict';
    const expected = 'healthy, every series seen';
    this.#before.push(assertion('steady state before', isSteady, expected, found));
    if (isSteady) return;
    endRun({ by: 'unsteady', reason: `no steady state to begin with: ${found}` });
  }

  #judgeExperiment({ before, status, reason }: ExperimentRecord): void {
    if (before?.met === false) endRun({ by: 'unsteady', reason: reason ?? 'no steady state' });
    if (status === 'aborted')
      endRun({ by: 'guard', reason: reason ?? 'the experiment was aborted' });
  }

  /** From the end of the last undo to a verdict of healthy. */
  async #recover(session: Session): Promise<Ending | null> {
    const { recoveryWithinMs } = this.#scenario.expect;
    if (recoveryWithinMs === null) return null;
    const undoneMs = this.#nowMs();
    try {
      // A verdict that is being drawn now may be of before the undo.
      await sleep(0, undefined, { signal: this.#ends.signal });
      const noticed = await verdictSays(session, ({ status }) => status === 'healthy', {
        signal: this.#ends.signal,
        withinMs: recoveryWithinMs,
      });
      this.#recovery = { noticed, tookMs: noticed ? this.#nowMs() - undoneMs : null };
      return null;
    } catch (error) {
      return this.#ends.endingOf(error);
    }
  }

  #conclude(
    ending: Ending | null,
    faultUndos: readonly UndoRecord[],
    recording: string | null,
  ): Found {
    const { expect, experiment } = this.#scenario;
    const record = this.#record;
    const undos = [...faultUndos, ...(record ? rollbackUndos(record) : [])];
    const assertions = [
      ...this.#before,
      ...(record ? experimentAssertions(record) : []),
      ...(ending === null ? diagnosisAssertions(this.#board, expect) : []),
      ...undos.map(undoAssertion),
      ...(this.#recovery && expect.recoveryWithinMs !== null
        ? [recoveryAssertion(this.#recovery, expect.recoveryWithinMs)]
        : []),
    ];
    const undoClean = undos.length === 0 ? null : undos.every(({ verified }) => verified);
    const { document } = experiment ?? {};
    return {
      ...outcomeOf(ending, undos, assertions),
      assertions,
      score: scoreOf(this.#board, expect, { recovery: this.#recovery, undoClean }),
      verdicts: this.#board.marks,
      undos,
      recording,
      journal: record ? journalOf({ record, document, redactor: this.#redactor }) : null,
    };
  }
}

function undoAssertion({ fault, undone, verified, seen }: UndoRecord): Assertion {
  return assertion(`undo of ${fault} verified`, undone && verified, 'undone and verified', seen);
}
