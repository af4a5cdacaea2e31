import type { Fact } from '../../src/events/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import { type Vantage, VantageLostError } from '../../src/vantage/types.ts';
import { elsewhere } from '../network/elsewhere.ts';
import { formatEndpoint } from '../network/endpoint.ts';
import type { NetworkFailure } from '../network/failure.ts';
import { failureFinding, type Seen } from '../network/finding.ts';
import { KeptText } from '../network/kept-text.ts';
import { lookupSymptomOf } from '../network/lookup-symptom.ts';
import { lookupThere } from '../network/lookup-there.ts';
import { PhaseClock } from '../network/phase-clock.ts';
import { dnsNameOf, queryFailure } from '../network/resolve.ts';
import { selfSymptomOf } from '../network/system-error.ts';
import { systemLookup } from '../network/system-lookup.ts';
import type { Finding, LookContext } from '../probe.ts';
import { type Asked, ask, serversOf } from './ask.ts';
import { judgeValues } from './judge.ts';
import { type DnsOptions, hostDatabase, isThroughSystem } from './options.ts';

/** Values kept as one fact. Load-balanced names have up to 13; attacks have hundreds. */
const MAX_VALUES_KEPT = 16;
/** Share of the time for getent elsewhere; the rest is for asking the servers themselves. */
const GETENT_SHARE = 0.6;
const systemsWay = safe`the system's own way`;

export async function lookAtName(options: DnsOptions, context: LookContext): Promise<Finding> {
  const vantage = elsewhere(context.vantage);
  const kept = new KeptText(context.redactor);
  const time = new PhaseClock(context);
  const name = dnsNameOf(options.name);
  if (name === undefined) {
    return failed('dns.badname', 'not a name that DNS can carry', seenAt(time), kept);
  }
  const look: Look = { name, options, vantage, time, kept };
  if (!isThroughSystem(options, vantage ? 'elsewhere' : 'here')) return throughServers(look);
  return vantage ? throughSystemThere(look, vantage) : throughSystem(look);
}

interface Look {
  readonly name: string;
  readonly options: DnsOptions;
  /** Undefined where it is this machine. */
  readonly vantage: Vantage | undefined;
  readonly time: PhaseClock;
  readonly kept: KeptText;
}

async function throughServers(look: Look): Promise<Finding> {
  const { options, time, kept } = look;
  const asked = await askServers(look);
  if (asked === null) {
    const detail = 'the settings of its resolver cannot be read';
    return failed('self.vantage', detail, seenAt(time), kept);
  }
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

/** Null where it cannot be read which servers a vantage elsewhere asks. */
function askServers({ name, options, vantage, time }: Look): Promise<readonly Asked[] | null> {
  return time.time('resolve', async () => {
    try {
      const servers = await serversOf(options, vantage);
      const limits = time.limits('resolve');
      return await ask(name, options.type, servers, limits, vantage);
    } catch (error) {
      if (error instanceof VantageLostError) throw error;
      return null;
    }
  });
}

async function throughSystem({ name, options, time, kept }: Look): Promise<Finding> {
  const result = await time.time('resolve', () => systemLookup(name, time.limits('resolve')));
  const seen = { ...seenAt(time), facts: { 'dns.server': systemsWay } };
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

async function throughSystemThere(look: Look, vantage: Vantage): Promise<Finding> {
  const { name, options, time, kept } = look;
  const limits = time.limits('resolve');
  const share = { ...limits, timeMs: limits.timeMs * GETENT_SHARE };
  const database = hostDatabase(options.type);
  const result = await time.time('resolve', () => lookupThere(vantage, name, database, share));
  const facts = { 'dns.server': systemsWay };
  if (result.kind === 'addresses') {
    const values = result.addresses.map(({ address }) => address);
    const seen = { ...seenAt(time), facts: { ...facts, 'dns.answer': answerFact(values, kept) } };
    return judgeValues(values, options, seen, kept);
  }
  const { failure } = result;
  // DNS servers know no short names: nothing more is to be learned from them.
  const isAskable = name.includes('.');
  if (failure.symptom === 'self.missing_tool' && isAskable) return throughServers(look);
  const other = isAskable && isUnclear(failure) ? await secondOpinion(look) : null;
  return failureFinding(other ?? failure, { ...seenAt(time), facts }, kept);
}

/** getent says "not found" of a name that does not exist and of a resolver that is dead. */
function isUnclear({ symptom }: NetworkFailure): boolean {
  return symptom === 'dns.nxdomain' || symptom === 'dns.timeout';
}

/** What the servers there say themselves, where that is another failure than "no such name". */
async function secondOpinion(look: Look): Promise<NetworkFailure | null> {
  const last = (await askServers(look))?.at(-1);
  if (!last || (last.result.kind === 'answer' && last.records.values.length > 0)) return null;
  const failure = queryFailure(last.result);
  const where = `asked over TCP, ${formatEndpoint(last.server)}`;
  return failure.symptom === 'dns.nodata' || failure.symptom.startsWith('self.')
    ? null
    : { ...failure, detail: `${where}: ${failure.detail}` };
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
