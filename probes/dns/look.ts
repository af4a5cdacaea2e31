import type { Fact } from '../../src/events/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import { formatEndpoint } from '../network/endpoint.ts';
import type { NetworkFailure } from '../network/failure.ts';
import { failureFinding, type Seen } from '../network/finding.ts';
import { KeptText } from '../network/kept-text.ts';
import { elsewhere } from '../network/local-only.ts';
import { PhaseClock } from '../network/phase-clock.ts';
import { dnsNameOf, lookupSymptomOf, queryFailure } from '../network/resolve.ts';
import { selfSymptomOf } from '../network/system-error.ts';
import { systemLookup } from '../network/system-lookup.ts';
import type { Finding, LookContext } from '../probe.ts';
import { type Asked, ask, serversOf } from './ask.ts';
import { judgeValues } from './judge.ts';
import { type DnsOptions, isThroughSystem } from './options.ts';

/** Values kept as one fact. Load-balanced names have up to 13; attacks have hundreds. */
const MAX_VALUES_KEPT = 16;

export async function lookAtName(options: DnsOptions, context: LookContext): Promise<Finding> {
  const away = elsewhere(context);
  if (away) return away;
  const kept = new KeptText(context.redactor);
  const time = new PhaseClock(context);
  const name = dnsNameOf(options.name);
  if (name === undefined) {
    return failed('dns.badname', 'not a name that DNS can carry', seenAt(time), kept);
  }
  return isThroughSystem(options)
    ? throughSystem(name, options, time, kept)
    : throughServers(name, options, time, kept);
}

async function throughServers(
  name: string,
  options: DnsOptions,
  time: PhaseClock,
  kept: KeptText,
): Promise<Finding> {
  const servers = serversOf(options);
  const asked = await time.time('resolve', () =>
    ask(name, options.type, servers, time.limits('resolve')),
  );
  const last = asked.at(-1);
  if (!last) {
    const detail = 'this machine is set to no DNS server';
    return failed('dns.resolver_unreachable', detail, seenAt(time), kept);
  }
  const seen = { ...seenAt(time), facts: factsOf(asked, last, kept) };
  const { result, records } = last;
  if (result.kind !== 'answer' || result.rcode !== 'NOERROR') {
    return failureFinding(queryFailure(result), seen, kept);
  }
  if (records.loops) return failed('dns.malformed', 'its aliases lead in a circle', seen, kept);
  if (records.values.length === 0) {
    const which = options.type === 'address' ? 'A or AAAA' : options.type;
    return failed('dns.nodata', `NOERROR without a record of type ${which}`, seen, kept);
  }
  return judgeValues(records.values, options, seen, kept);
}

async function throughSystem(
  name: string,
  options: DnsOptions,
  time: PhaseClock,
  kept: KeptText,
): Promise<Finding> {
  const result = await time.time('resolve', () => systemLookup(name, time.limits('resolve')));
  const seen = { ...seenAt(time), facts: { 'dns.server': safe`the system's own way` } };
  if (result === 'cancelled') return failed('self.cancelled', 'cancelled', seen, kept);
  if (result === 'timeout') return failed('dns.timeout', 'no answer in time', seen, kept);
  if (result.kind === 'error') {
    const code = result.error.code ?? '';
    const symptom = selfSymptomOf(code) ?? lookupSymptomOf(code);
    return failed(symptom, result.error.message, seen, kept);
  }
  const family = { address: undefined, A: 4, AAAA: 6 }[options.type as 'address' | 'A' | 'AAAA'];
  const values = result.addresses
    .filter((one) => family === undefined || one.family === family)
    .map(({ address }) => address);
  if (values.length === 0) return failed('dns.nodata', 'no address of this type', seen, kept);
  const facts = { ...seen.facts, 'dns.answer': answerFact(values, kept) };
  return judgeValues(values, options, { ...seen, facts }, kept);
}

function factsOf(
  asked: readonly Asked[],
  { server, result, records }: Asked,
  kept: KeptText,
): Readonly<Record<string, Fact>> {
  const facts: Record<string, Fact> = { 'dns.server': safe`${formatEndpoint(server)}` };
  for (const before of asked.slice(0, -1)) {
    const why = before.result.kind === 'answer' ? before.result.rcode : before.result.kind;
    facts[`dns.server.${formatEndpoint(before.server)}`] = kept.fact(why);
  }
  if (result.kind !== 'answer') return facts;
  facts['dns.rcode'] = kept.fact(result.rcode);
  facts['dns.transport'] = safe`${result.transport}`;
  facts['dns.authenticated'] = result.authenticated;
  if (result.ignoredPackets > 0) facts['dns.ignored_packets'] = result.ignoredPackets;
  if (records.aliases.length > 0) facts['dns.cname'] = kept.fact(records.aliases.join(', '));
  if (records.values.length > 0) {
    facts['dns.answer'] = answerFact(records.values, kept);
    facts['dns.answers'] = records.values.length;
  }
  if (records.ttlSeconds !== null) facts['dns.ttl'] = records.ttlSeconds;
  return facts;
}

/** Sorted, so that a server which rotates its answers does not look like a change. */
function answerFact(values: readonly string[], kept: KeptText): Fact {
  return kept.fact([...values].sort().slice(0, MAX_VALUES_KEPT).join(', '));
}

function seenAt(time: PhaseClock): Seen {
  return { phases: time.phases() };
}

function failed(
  symptom: NetworkFailure['symptom'],
  detail: string,
  seen: Seen,
  kept: KeptText,
): Finding {
  return failureFinding({ phase: 'resolve', symptom, detail }, seen, kept);
}
