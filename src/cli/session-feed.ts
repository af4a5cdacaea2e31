import { hostname } from 'node:os';
import type { ConsoleFeed, FeedFaults, FeedJournal, FeedTitle } from '../console/feed.ts';
import { systemClock } from '../platform/clock.ts';
import { version } from '../platform/version.ts';
import type { Session } from '../session/session.ts';
import { safe, sanitise } from '../text/sanitise.ts';

export function titleOf(source: FeedTitle['source']): FeedTitle {
  return { host: sanitise(hostname()), source, version };
}

/**
 * What the console shows of a session.
 *
 * @param accounting how inferences are priced and shared out; absent: they are counted alone
 * @param spend what spend will come to; absent: nobody follows it
 */
export function sessionFeed(
  session: Session,
  title: FeedTitle,
  faults: FeedFaults | null,
  accounting?: ConsoleFeed['accounting'],
  spend?: ConsoleFeed['spend'],
): ConsoleFeed {
  return {
    ...(accounting ? { accounting } : {}),
    ...(spend ? { spend } : {}),
    chain: session.chain,
    title,
    faults,
    subscribe: (listener) => session.stream.onEvent('console', listener),
    history: () => session.stream.history(),
    verdict: () => session.judging.verdict,
    onVerdict: (listener) => session.judging.onVerdict(listener),
    now: () => systemClock.now(),
    lookNow: (link) => session.lookNow(link),
    cost: () => {
      const { looksPerSecond, cpuShare, inFlight } = session.counters();
      return { looksPerSecond, cpuPercent: cpuShare * 100, inFlight };
    },
    journal: () => journalOf(session),
    // Loaded when a key asks for it: the first frame must not wait for the schemas of recordings.
    save: async () => (await import('./record/save-history.ts')).saveHistory(session),
  };
}

function journalOf({ journal }: Session): FeedJournal {
  if (!journal) return { state: 'off', detail: null };
  switch (journal.state.kind) {
    case 'writing':
      return { state: 'writing', detail: safe`${journal.path}` };
    case 'reading':
      return { state: 'read-only', detail: safe`${journal.state.writer} writes it` };
    case 'stopped':
      return { state: 'failed', detail: safe`${journal.state.error.message}` };
  }
}
