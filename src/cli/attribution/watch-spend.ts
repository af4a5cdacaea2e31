import type { SpendOutlook } from '../../attribution/prices/forecast/outlook.ts';
import { SpendWatch } from '../../attribution/prices/forecast/spend-watch.ts';
import { accountingSteps, type Knowledge } from '../../attribution/steps.ts';
import { type Clock, systemClock } from '../../platform/clock.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { alertWords } from '../../report/flow/spend-words.ts';
import type { Session } from '../../session/session.ts';
import { safe } from '../../text/sanitise.ts';
import type { GlobalOptions } from '../command.ts';
import { toldAttempts } from '../cost/told-attempts.ts';

/** Of the journal, so much is read: eight weeks make a band, and a little more. */
const HISTORY = '63d';
/** Milliseconds between two looks at whether an hour left its band. */
const CHECK_MS = 60_000;

export interface WatchedSpend {
  /** Resolves when what the journal knows is counted. */
  readonly remembered: Promise<void>;
  outlook(): readonly SpendOutlook[];
  /** Tells of hours that left their band; done every minute as well. */
  check(): void;
  end(): void;
}

/**
 * Follows what a session's inferences cost, on top of what the journal remembers, and tells in the stream, as
 * a note, of every full hour whose spend left its band.
 *
 * @param onTrouble the journal cannot be read: then there is no history
 */
export function watchSpend(
  session: Pick<Session, 'stream' | 'publish'>,
  knowledge: Knowledge,
  globals: GlobalOptions,
  onTrouble: (line: string) => void,
  clock: Pick<Clock, 'now'> = systemClock,
): WatchedSpend {
  const watch = new SpendWatch();
  const startMs = clock.now();
  // What came before was told to whoever watched then.
  watch.toldUntil(startMs - CHECK_MS * 60);
  const { attempts, costOf } = accountingSteps({ ...knowledge, lineage: null, datanets: [] });
  const hearNoMore = session.stream.onEvent('spend', (event) => {
    if (event.type !== 'weaklink.inference') return;
    for (const { inference } of attempts.take(event.data)) watch.take(inference, costOf(inference));
  });
  const remember = async () => {
    const past = await toldAttempts([], { since: HISTORY }, globals);
    for (const { inference } of past.attempts) {
      if (Date.parse(inference.startedAt) < startMs) watch.take(inference, costOf(inference));
    }
  };
  const remembered = (globals.journal ? remember() : Promise.resolve()).catch((error) => {
    const isEmpty = error instanceof WeaklinkError && error.code === 'E_NO_INFERENCES';
    if (!isEmpty) onTrouble(safe`no history of spend: ${error.message}`);
  });
  const check = () => {
    for (const alarm of watch.alarms(clock.now())) {
      session.publish('note', { link: null, words: safe`${alertWords(alarm, alarm.currency)}` });
    }
  };
  const timer = setInterval(check, CHECK_MS);
  timer.unref();
  return {
    remembered,
    check,
    outlook: () => watch.outlook(clock.now()),
    end: () => {
      clearInterval(timer);
      hearNoMore();
    },
  };
}
