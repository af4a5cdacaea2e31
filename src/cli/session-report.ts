import { systemClock } from '../platform/clock.ts';
import { version } from '../platform/version.ts';
import { buildReport, type ReportSource } from '../report/build-report.ts';
import type { Report } from '../report/types.ts';
import type { Session } from '../session/session.ts';

/** What a report needs beside what the session knows. */
export type ReportMore = Pick<
  ReportSource,
  'truth' | 'timeToVerdictMs' | 'healthyBefore' | 'policies'
>;

/** The report of a session as it stands now. */
export function sessionReport(session: Session, more: ReportMore = {}): Report {
  return buildReport({
    version,
    chain: session.chain,
    startedAt: session.startedAt,
    endedAt: new Date(systemClock.now()).toISOString(),
    verdict: session.judging.judge(),
    observations: session.judging.observations,
    ...more,
  });
}
