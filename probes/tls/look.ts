import { formatDuration } from '../../src/platform/duration.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';
import { type DialResult, dial } from '../network/dial.ts';
import { parseEndpoint } from '../network/endpoint.ts';
import { attemptFacts, failureFinding, type Seen } from '../network/finding.ts';
import type { TlsFacts } from '../network/handshake.ts';
import { KeptText } from '../network/kept-text.ts';
import { PhaseClock } from '../network/phase-clock.ts';
import { settleMs } from '../network/settle.ts';
import { chainExpiresMs, daysLeft, tlsFacts, tlsMeasures } from '../network/tls-finding.ts';
import { day } from '../network/verify.ts';
import type { Finding, LookContext } from '../probe.ts';
import type { TlsOptions } from './options.ts';
import { secondThoughts } from './second-thoughts.ts';

/** Characters of a summary. */
const MAX_SUMMARY_CHARACTERS = 60;

export async function lookAtTls(options: TlsOptions, context: LookContext): Promise<Finding> {
  const kept = new KeptText(context.redactor);
  const time = new PhaseClock({ ...context, phaseDeadlinesMs: options.phaseDeadlinesMs });
  const endpoint = parseEndpoint(options.address) ?? { host: options.address, port: 0 };
  const dialled = await dial(
    {
      endpoint,
      resolver: options.resolver,
      connectTo: options.connectTo,
      vantage: context.vantage,
      tls: {
        servername: options.servername ?? endpoint.host,
        ca: options.ca,
        minVersion: options.minVersion,
        clock: context.clock,
      },
    },
    time,
  );
  const nowMs = context.clock.now();
  if (dialled.kind === 'failure') {
    return failureFinding(dialled.failure, seenOf(dialled, endpoint.port, time, nowMs, kept), kept);
  }
  const limits = time.limits('tls', time.phases().tls);
  const timeMs = Math.min(limits.timeMs, settleMs(time.phases().connect ?? 0));
  const doubt = await secondThoughts(dialled.socket, { ...limits, timeMs });
  dialled.socket.destroy();
  const seen = seenOf(dialled, endpoint.port, time, nowMs, kept);
  if (doubt) return failureFinding(doubt, seen, kept);
  return judge(dialled.tls, nowMs, options, seen, kept);
}

function seenOf(
  { attempts, tls }: DialResult,
  port: number,
  time: PhaseClock,
  nowMs: number,
  kept: KeptText,
): Seen {
  return {
    phases: time.phases(),
    facts: { ...attemptFacts(attempts, port), ...(tls ? tlsFacts(tls, nowMs, kept) : {}) },
    measures: tls ? tlsMeasures(tls, nowMs) : [],
  };
}

function judge(
  tls: TlsFacts | null,
  nowMs: number,
  { expiringDays }: TlsOptions,
  seen: Seen,
  kept: KeptText,
): Finding {
  const left = tls ? daysLeft(tls, nowMs) : Number.NaN;
  const lifeMs = tls ? chainExpiresMs(tls, nowMs) - nowMs : Number.NaN;
  const summary = sanitise(
    `valid for ${formatDuration(lifeMs)} (${kept.fact(tls?.protocol ?? '')})`,
    {
      maxCharacters: MAX_SUMMARY_CHARACTERS,
    },
  );
  if (tls && left < expiringDays) {
    const first = tls.chain.find(({ notAfterMs }) => notAfterMs === chainExpiresMs(tls, nowMs));
    const until = safe`${kept.fact(first?.subject ?? '')} expires on ${day(chainExpiresMs(tls, nowMs))}`;
    return { outcome: 'degraded', symptom: 'tls.expiring', summary, evidence: [until], ...seen };
  }
  return { outcome: 'ok', symptom: null, summary, ...seen };
}
