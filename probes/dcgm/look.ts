import { safe, sanitise } from '../../src/text/sanitise.ts';
import { follow } from '../http/follow.ts';
import { resolveHeaders } from '../http/headers.ts';
import { secretFinding } from '../http/look.ts';
import { httpOptions } from '../http/options.ts';
import { readExposition } from '../metrics/exposition.ts';
import type { ExchangeResult } from '../network/http-exchange.ts';
import { KeptText } from '../network/kept-text.ts';
import { PhaseClock, type Phases } from '../network/phase-clock.ts';
import type { Finding, LookContext } from '../probe.ts';
import { meterFinding } from './finding.ts';
import { askHealth } from './health.ts';
import type { DcgmOptions } from './options.ts';
import { readMeters } from './reading.ts';

/** Bytes of a page that are read; a machine with 16 cards in seven parts each has about 2 MB. */
const MAX_PAGE_BYTES = 8_388_608;

/** Reads the page of an exporter. Who cannot be read says nothing of the cards. */
export async function lookAtMeters(options: DcgmOptions, context: LookContext): Promise<Finding> {
  const kept = new KeptText(context.redactor);
  const time = new PhaseClock(context);
  let headers: Awaited<ReturnType<typeof resolveHeaders>>;
  try {
    headers = await resolveHeaders(options.headers, context);
  } catch (error) {
    return secretFinding(error, kept);
  }
  const { url, resolver, connectTo, ca } = options;
  const request = httpOptions.parse({
    url,
    resolver,
    connectTo,
    ca,
    bodyLimitBytes: MAX_PAGE_BYTES,
  });
  const health = options.health ? askHealth(context) : null;
  const { result, stopped } = await follow(request, headers, context, time);
  const why = stopped?.detail ?? whyUnread(result);
  if (result.kind === 'failure' && result.symptom.startsWith('self.')) {
    return unread(result.symptom, result.detail, time.phases(), kept);
  }
  if (result.kind === 'failure' || why !== undefined) {
    return unread('dcgm.unreachable', why ?? '', time.phases(), kept);
  }
  const page = readExposition(result.body.toString('utf8'));
  if (page.samples.length === 0 && page.families.size === 0 && result.body.length > 0) {
    return unread('dcgm.malformed', kept.body(result.body), time.phases(), kept);
  }
  return meterFinding({
    reading: readMeters(page),
    unreadLines: page.unread.length + page.dropped,
    options,
    health: await health,
    kept,
    phases: time.phases(),
    atMs: context.clock.monotonic(),
  });
}

/** Why the answer is no page to read; undefined where it is one. */
function whyUnread(result: ExchangeResult): string | undefined {
  if (result.kind === 'failure') return `${result.symptom}: ${result.detail}`;
  if (result.status !== 200) return `status ${result.status}`;
  return result.cut ? `${result.cut.symptom}: ${result.cut.detail}` : undefined;
}

function unread(symptom: string, why: string, phases: Phases, kept: KeptText): Finding {
  const summary = sanitise(safe`no metrics: ${kept.fact(why)}`, { maxCharacters: 60 });
  return { outcome: 'unknown', symptom, summary, phases, evidence: [kept.fact(why)] };
}
