import type { Measure } from '../../src/events/types.ts';
import { WeaklinkError } from '../../src/platform/errors.ts';
import { safe } from '../../src/text/sanitise.ts';
import { answerFacts, servedBy } from '../network/answer-facts.ts';
import { attemptFacts, failureFinding, type Seen } from '../network/finding.ts';
import { type ExchangeResponse, portOf } from '../network/http-exchange.ts';
import { KeptText } from '../network/kept-text.ts';
import { PhaseClock } from '../network/phase-clock.ts';
import { serverMeasures } from '../network/server-times.ts';
import { systemError } from '../network/system-error.ts';
import { tlsFacts, tlsMeasures } from '../network/tls-finding.ts';
import type { Finding, LookContext } from '../probe.ts';
import { type Followed, follow } from './follow.ts';
import { type ResolvedHeaders, resolveHeaders } from './headers.ts';
import { judgeAnswer } from './judge.ts';
import type { HttpOptions } from './options.ts';
import { watchedFacts } from './watched.ts';

export async function lookAtUrl(options: HttpOptions, context: LookContext): Promise<Finding> {
  const kept = new KeptText(context.redactor);
  const time = new PhaseClock(context);
  let headers: ResolvedHeaders;
  try {
    headers = await resolveHeaders(options.headers, context);
  } catch (error) {
    return secretFinding(error, kept);
  }
  const followed = await follow(options, headers, context, time);
  const { result, stopped } = followed;
  const seen = seenOf(followed, time, context.clock.now(), kept);
  if (result.kind === 'failure') return failureFinding(result, seen, kept);
  const by = servedBy(result.headers, kept);
  const finding = stopped
    ? failureFinding(stopped, seen, kept)
    : judgeAnswer(result, options, withWatched(seen, result, options, kept), kept);
  return by === undefined ? finding : { ...finding, servedBy: by };
}

function withWatched(
  seen: Seen,
  response: ExchangeResponse,
  options: HttpOptions,
  kept: KeptText,
): Seen {
  if (!options.watch) return seen;
  return { ...seen, facts: { ...seen.facts, ...watchedFacts(response, options, kept) } };
}

export function secretFinding(error: unknown, kept: KeptText): Finding {
  const { message } = systemError(error);
  const hint = error instanceof WeaklinkError && error.hint !== undefined ? [error.hint] : [];
  return {
    outcome: 'unknown',
    symptom: 'self.secret',
    summary: safe`a secret cannot be read`,
    evidence: [message, ...hint].map((text) => kept.fact(text)),
  };
}

function seenOf({ result, urls }: Followed, time: PhaseClock, nowMs: number, kept: KeptText): Seen {
  const last = urls.at(-1) ?? urls[0];
  const facts = attemptFacts(result.attempts, portOf(last));
  const measures: Measure[] = [];
  if (result.tls) {
    Object.assign(facts, tlsFacts(result.tls, nowMs, kept));
    measures.push(...tlsMeasures(result.tls, nowMs));
  }
  if (urls.length > 1) {
    facts['http.redirects'] = urls.length - 1;
    facts['http.final_url'] = kept.fact(last.href);
  }
  if (result.kind === 'response') {
    facts['http.status'] = result.status;
    Object.assign(facts, answerFacts(result.headers, kept));
    measures.push({ name: 'http.body', value: result.body.length, unit: 'bytes' });
    measures.push(...serverMeasures(result.headers, result.phases));
  }
  return { phases: time.phases(), facts, measures };
}
