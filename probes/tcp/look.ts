import type { Duplex } from 'node:stream';
import type { Fact, Measure } from '../../src/events/types.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';
import { worstOf } from '../network/dial.ts';
import { elsewhere } from '../network/elsewhere.ts';
import { parseEndpoint } from '../network/endpoint.ts';
import { attemptFacts, failureFinding, type Seen } from '../network/finding.ts';
import { KeptText } from '../network/kept-text.ts';
import { PhaseClock } from '../network/phase-clock.ts';
import { resolve } from '../network/resolve.ts';
import { settleMs } from '../network/settle.ts';
import type { Finding, LookContext } from '../probe.ts';
import { type Connections, connectToAll } from './connect-all.ts';
import { type Greeting, readGreeting } from './greeting.ts';
import type { TcpOptions } from './options.ts';

/** Characters of a summary. */
const MAX_SUMMARY_CHARACTERS = 60;

export async function lookAtPort(options: TcpOptions, context: LookContext): Promise<Finding> {
  const vantage = elsewhere(context.vantage);
  const kept = new KeptText(context.redactor);
  const time = new PhaseClock({ ...context, phaseDeadlinesMs: options.phaseDeadlinesMs });
  const endpoint = parseEndpoint(options.address) ?? { host: options.address, port: 0 };
  const resolution = await time.time('resolve', () =>
    resolve(endpoint.host, options.resolver, time.limits('resolve'), vantage),
  );
  if (resolution.kind === 'failure') {
    return failureFinding(resolution.failure, { phases: time.phases() }, kept);
  }
  const connectStartMs = time.elapsedMs();
  const connections = await time.time('connect', () =>
    connectToAll(resolution.addresses, endpoint.port, time.limits('connect'), vantage),
  );
  const preparedMs = connections.first?.preparedMs ?? 0;
  time.moveToQueue('connect', preparedMs);
  const connectMs = time.elapsedMs() - connectStartMs - preparedMs;
  const facts = factsOf(connections, endpoint.port);
  const measures = measuresOf(connections);
  if (!connections.first) {
    const seen = { phases: time.phases(), facts, measures };
    return failureFinding(worstOf(connections.attempts), seen, kept);
  }
  const { socket } = connections.first;
  const greeting = await greet(socket, options, connectMs, time);
  socket.destroy();
  const banner = greeting.received.toString('utf8');
  const seen: Seen = {
    phases: time.phases(),
    measures,
    facts: banner === '' ? facts : { ...facts, 'tcp.banner': kept.fact(banner) },
  };
  if (greeting.symptom !== null) {
    const { symptom, detail } = greeting;
    const words = banner === '' ? detail : `${detail}: ${banner}`;
    return failureFinding({ phase: 'wait', symptom, detail: words }, seen, kept);
  }
  return judge(connections, connectMs, options, seen);
}

/** Only the wait for an expected greeting is a phase: a silent peer is watched, not waited for. */
async function greet(
  socket: Duplex,
  options: TcpOptions,
  connectMs: number,
  time: PhaseClock,
): Promise<Greeting> {
  const limits = time.limits('wait');
  if (options.expect !== undefined) {
    return time.time('wait', () => readGreeting(socket, options, limits));
  }
  const timeMs = Math.min(limits.timeMs, settleMs(connectMs));
  return readGreeting(socket, options, { ...limits, timeMs });
}

function judge(
  { attempts }: Connections,
  connectMs: number,
  { slowMs }: TcpOptions,
  seen: Seen,
): Finding {
  const failed = attempts.filter(({ failure }) => failure !== null);
  const count =
    failed.length > 0 ? `${attempts.length - failed.length} of ${attempts.length} ` : '';
  const summary = sanitise(`${count}connected in ${Math.round(connectMs)} ms`, {
    maxCharacters: MAX_SUMMARY_CHARACTERS,
  });
  const evidence = failed.map(
    ({ address, failure }) => safe`${address.address}: ${failure?.symptom ?? ''}`,
  );
  if (slowMs !== undefined && connectMs > slowMs) {
    const slow = safe`connecting took ${Math.round(connectMs)} ms, allowed are ${slowMs} ms`;
    const symptom = 'tcp.slow';
    return { outcome: 'degraded', symptom, summary, evidence: [slow, ...evidence], ...seen };
  }
  return { outcome: 'ok', symptom: null, summary, evidence, ...seen };
}

function factsOf({ attempts, first }: Connections, port: number): Readonly<Record<string, Fact>> {
  const facts = attemptFacts(attempts, port);
  return first ? { 'tcp.remote': safe`${first.address.address}`, ...facts } : facts;
}

function measuresOf({ attempts }: Connections): readonly Measure[] {
  if (attempts.length < 2) return [];
  return attempts.map(({ address, connectMs }) => ({
    name: `tcp.connect.${address.address}`,
    value: Math.round(connectMs * 1_000) / 1_000,
    unit: 'ms',
  }));
}
