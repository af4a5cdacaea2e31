import type { Fact, Measure } from '../../src/events/types.ts';
import { storeFailureFinding } from '../data/finding.ts';
import { secretFinding } from '../http/look.ts';
import { dial } from '../network/dial.ts';
import { attemptFacts, failureFinding } from '../network/finding.ts';
import type { KeptText } from '../network/kept-text.ts';
import { PhaseClock } from '../network/phase-clock.ts';
import { tlsFacts, tlsMeasures } from '../network/tls-finding.ts';
import type { Finding, LookContext } from '../probe.ts';
import type { PostgresOptions } from './options.ts';
import { PostgresSession } from './session.ts';
import { startTls } from './start-tls.ts';
import { type PostgresTarget, targetOf } from './target.ts';

/** The options that say where a server is and who enters. */
export type EntryOptions = Pick<
  PostgresOptions,
  'url' | 'password' | 'resolver' | 'connectTo' | 'ca' | 'servername' | 'minVersion'
>;

/** A connection on which nobody has logged in yet; the session is the caller's to end. */
export interface OpenPostgres {
  readonly session: PostgresSession;
  readonly target: PostgresTarget;
  readonly time: PhaseClock;
  readonly seen: {
    readonly facts: Readonly<Record<string, Fact>>;
    readonly measures: readonly Measure[];
  };
}

/** Name, connection and TLS; what went wrong with them is the finding of the look. */
export async function openPostgres(
  options: EntryOptions,
  context: LookContext,
  kept: KeptText,
): Promise<OpenPostgres | Finding> {
  const target = targetOf(options.url);
  const time = new PhaseClock(context);
  let password = '';
  try {
    if (options.password !== undefined) password = await context.secret(options.password);
  } catch (error) {
    return secretFinding(error, kept);
  }
  const { endpoint } = target;
  const { clock } = context;
  const dialled = await dial({ ...options, endpoint, vantage: context.vantage }, time);
  const facts = attemptFacts(dialled.attempts, endpoint.port);
  if (dialled.kind === 'failure') {
    return failureFinding(dialled.failure, { phases: time.phases(), facts }, kept);
  }
  const tls = { ...options, servername: options.servername ?? endpoint.host, clock };
  const started = await startTls(dialled.socket, target.sslMode, tls, time);
  if (started.kind === 'failure') {
    dialled.socket.destroy();
    const seen = { phases: time.phases(), facts };
    return 'phase' in started.failure
      ? failureFinding(started.failure, seen, kept)
      : storeFailureFinding(started.failure, seen, kept);
  }
  const nowMs = clock.now();
  const seen = {
    facts: { ...facts, ...(started.tls ? tlsFacts(started.tls, nowMs, kept) : {}) },
    measures: started.tls ? tlsMeasures(started.tls, nowMs) : [],
  };
  return {
    session: await PostgresSession.on(started.socket, target, password, time),
    target,
    time,
    seen,
  };
}
