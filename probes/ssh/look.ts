import type { Redactor } from '../../src/text/redact.ts';
import { sanitise } from '../../src/text/sanitise.ts';
import { parseJumps } from '../../src/vantage/ssh/address.ts';
import { connectRoute, type FreshConnection } from '../../src/vantage/ssh/connect-route.ts';
import type { SshConnection } from '../../src/vantage/ssh/connection.ts';
import { sshEnvironment } from '../../src/vantage/ssh/environment.ts';
import { failureOf, type SshFailure } from '../../src/vantage/ssh/failure.ts';
import { remoteExec } from '../../src/vantage/ssh/remote-exec.ts';
import { findRoute, type Route } from '../../src/vantage/ssh/route.ts';
import type { Phases } from '../../src/vantage/ssh/ssh2/connect.ts';
import { VantageLostError } from '../../src/vantage/types.ts';
import type { Finding, LookContext } from '../probe.ts';
import { couldNotLook } from '../system/give-up.ts';
import { failureFinding, MAX_SUMMARY_CHARACTERS, type Seen, wellFinding } from './finding.ts';
import type { SshOptions } from './options.ts';

/** Milliseconds kept of the deadline for closing and telling. */
const TELLING_MS = 30;

/** Connects anew, as a person would: connections that other looks share may be well long after a fault. */
export async function lookOverSsh(options: SshOptions, context: LookContext): Promise<Finding> {
  const startMs = performance.now();
  const patience = () => ({
    deadlineMs: context.deadlineMs - TELLING_MS - (performance.now() - startMs),
    signal: context.signal,
  });
  const { host, user, port, jump } = options;
  const environment = context.ssh ?? sshEnvironment();
  const phases: Phases & { exec?: number } = {};
  let route: Route | undefined;
  let fresh: FreshConnection | undefined;
  const seen = (): Seen => ({
    route: fresh?.route ?? route,
    hello: fresh?.connection.hello,
    phases,
    totalMs: performance.now() - startMs,
  });
  try {
    const address = {
      host,
      ...(user === undefined ? {} : { user }),
      ...(port === undefined ? {} : { port }),
    };
    const jumps = jump === undefined ? undefined : parseJumps(jump);
    route = await findRoute(address, jumps, environment, patience());
    const { vantage } = context;
    const from = vantage.name === 'local' ? undefined : vantage.dial.bind(vantage);
    fresh = await connectRoute(route, environment, patience(), { from, phases });
    const execMs = performance.now();
    const failure = await runNothing(fresh.connection, patience());
    phases.exec = performance.now() - execMs;
    if (failure) return failureFinding(failure, seen(), context.redactor);
    return wellFinding(seen(), context.redactor);
  } catch (error) {
    if (error instanceof VantageLostError) return lostFinding(error, context.redactor);
    return failureFinding(failureOf(error), seen(), context.redactor);
  } finally {
    fresh?.close();
  }
}

/** Nobody can stand where the look begins: the host itself was not asked. */
function lostFinding({ message }: VantageLostError, redactor: Redactor): Finding {
  const words = redactor.redact(message);
  const summary = sanitise(words, { maxCharacters: MAX_SUMMARY_CHARACTERS });
  return couldNotLook('self.vantage', summary, [sanitise(words)]);
}

/** Runs a program that does nothing; undefined where that went well. */
async function runNothing(
  connection: SshConnection,
  patience: { readonly deadlineMs: number; readonly signal: AbortSignal },
): Promise<SshFailure | undefined> {
  const result = await remoteExec(connection, ['true'], patience);
  switch (result.kind) {
    case 'ended':
      return undefined;
    case 'lost':
      return result.failure;
    case 'aborted':
      return { kind: 'cancelled' };
    case 'not-started':
      return { kind: 'no-commands', detail: result.message };
    case 'timed-out': {
      const detail = 'logged in, and a program that does nothing did not end';
      return { kind: 'timed-out', phase: 'channel', detail };
    }
  }
}
