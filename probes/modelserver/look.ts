import type { Fact, Measure } from '../../src/events/types.ts';
import { limits } from '../../src/platform/limits.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';
import { type ResolvedHeaders, resolveHeaders } from '../http/headers.ts';
import { secretFinding } from '../http/look.ts';
import { readExposition } from '../metrics/exposition.ts';
import { answerFacts, servedBy } from '../network/answer-facts.ts';
import { failureFinding } from '../network/finding.ts';
import { KeptText } from '../network/kept-text.ts';
import type { Finding, LookContext } from '../probe.ts';
import { forget, serverOf } from './detect.ts';
import { sinceThen } from './earlier.ts';
import { identityFacts, meterFacts, meterMeasures } from './facts.ts';
import { judgeMeters, judgeModels } from './judge.ts';
import { readServerMeters, type ServerMeters } from './metrics/read.ts';
import type { ModelserverOptions, ServerName } from './options.ts';
import { ServerAsker, type ServerReply, unready } from './server-asker.ts';
import { servers } from './servers/index.ts';
import type { ModelServer } from './servers/server.ts';
import { mostTelling, type Sign } from './sign.ts';
import { symptomsOfModelserver } from './symptoms.ts';

/** Characters of a summary. */
const SUMMARY_CHARACTERS = 60;

interface Look {
  readonly options: ModelserverOptions;
  readonly context: LookContext;
  readonly kept: KeptText;
  readonly asker: ServerAsker;
}

/** Asks a model server how it is, what it serves and what its metrics say. Never asks for a token. */
export async function lookAtServer(
  options: ModelserverOptions,
  context: LookContext,
): Promise<Finding> {
  const kept = new KeptText(context.redactor);
  let headers: ResolvedHeaders;
  try {
    headers = await resolveHeaders(options.headers, context);
  } catch (error) {
    return secretFinding(error, kept);
  }
  const asker = new ServerAsker(options, headers.values, context);
  const look: Look = { options, context, kept, asker };
  const name = await serverOf(asker, options, targetOf(look));
  return name === null ? unrecognised(look) : lookAt(name, look);
}

/** One address may be another server for each vantage: think of 127.0.0.1. */
function targetOf({ options, context }: Look): string {
  return `${context.vantage.name} ${options.url} ${options.connectTo ?? ''}`;
}

async function lookAt(name: ServerName, look: Look): Promise<Finding> {
  const { asker, options, kept } = look;
  const server: ModelServer = servers[name];
  asker.begin();
  const described = await server.describe(asker, options);
  if (asker.broken) return brokenOff(look, identityFacts(name, described, options, kept));
  const isDown = described.signs.some(
    ({ symptom }) => symptomsOfModelserver[symptom].outcome === 'failed',
  );
  // Who says that it is another server, or none, was taken for this one by mistake.
  if (asker.first?.status === 404) forget(targetOf(look));
  const page = described.isCold ? noPage : await metricsOf(server, look);
  const signs: Sign[] = [
    ...described.signs,
    ...(isDown ? [] : judgeModels(described.models, options)),
  ];
  const facts: Record<string, Fact> = {
    ...identityFacts(name, described, options, kept),
    ...page.facts,
  };
  const measures: Measure[] = [...(described.measures ?? [])];
  if (page.meters) {
    const { atMs, meters } = page;
    const since = sinceThen(targetOf(look), meters, atMs);
    signs.push(...judgeMeters(meters, since, options));
    signs.push(
      ...(server.judgeMeters?.(meters, described, options, since.grew('cooldowns')) ?? []),
    );
    measures.push(...meterMeasures(meters, since));
    for (const [fact, text] of Object.entries(server.factsOf?.(meters) ?? {})) {
      facts[fact] = kept.fact(text);
    }
  }
  for (const [fact, text] of Object.entries((await described.later?.()) ?? {})) {
    facts[fact] = kept.fact(text);
  }
  if (asker.unasked > 0) facts['look.unasked'] = asker.unasked;
  return finding(
    signs,
    summaryOf(server, described.version, measures, kept),
    look,
    facts,
    measures,
  );
}

interface MetricsPage {
  readonly meters: ServerMeters | null;
  readonly atMs: number;
  readonly facts: Readonly<Record<string, Fact>>;
}

const noPage: MetricsPage = { meters: null, atMs: 0, facts: {} };

/** That they cannot be read is told, and is no fault: many servers have them switched off. */
async function metricsOf(server: ModelServer, look: Look): Promise<MetricsPage> {
  const { options, asker, kept, context } = look;
  if (server.names === null || options.metrics === false) return noPage;
  const url =
    options.metrics === undefined
      ? server.metricsAt === undefined
        ? '/metrics'
        : server.metricsAt(asker.base)
      : new URL(options.metrics);
  if (url === null) return noPage;
  const reply = await asker.any(url);
  const atMs = context.clock.monotonic();
  if (reply === null || reply.status !== 200) {
    const why = reply === null ? 'no answer' : `status ${reply.status}`;
    return { ...noPage, facts: { 'metrics.unread': kept.fact(why) } };
  }
  const page = readExposition(reply.text);
  const meters = readServerMeters(page, server.names);
  if (meters.known.length === 0) {
    return { ...noPage, facts: { 'metrics.unread': safe`none of this server` } };
  }
  return { meters, atMs, facts: meterFacts(meters, page.unread.length + page.dropped, kept) };
}

function finding(
  signs: readonly Sign[],
  wellSummary: SafeText,
  { kept, asker }: Look,
  facts: Readonly<Record<string, Fact>>,
  measures: readonly Measure[],
): Finding {
  const seen = asker.seen({ ...answered(asker.first, kept), ...facts }, measures);
  const by = asker.first ? servedBy(asker.first.headers, kept) : undefined;
  const rest = { ...seen, ...(by === undefined ? {} : { servedBy: by }) };
  const [worst, ...others] = mostTelling(signs);
  if (!worst) return { outcome: 'ok', symptom: null, summary: wellSummary, ...rest };
  const also = new Set(others.map(({ symptom }) => symptom));
  also.delete(worst.symptom);
  const { outcome, meaning } = symptomsOfModelserver[worst.symptom];
  return {
    outcome,
    symptom: worst.symptom,
    alsoSeen: [...also],
    summary: sanitise(meaning, { maxCharacters: SUMMARY_CHARACTERS }),
    evidence: [worst, ...others]
      .slice(0, limits.evidencePieces)
      .map(({ words }) => kept.fact(words)),
    ...rest,
  };
}

function answered(first: ServerReply | undefined, kept: KeptText): Readonly<Record<string, Fact>> {
  if (!first) return {};
  return { 'http.status': first.status, ...answerFacts(first.headers, kept) };
}

/** Nobody there, or who is there stopped answering in the middle. */
function brokenOff({ asker, kept }: Look, facts: Readonly<Record<string, Fact>> = {}): Finding {
  const { broken } = asker;
  if (!broken) throw new Error('nothing broke off');
  return failureFinding(broken, asker.seen(facts), kept);
}

/** Something answers, and by none of its pages is it a server that is known here. */
function unrecognised(look: Look): Finding {
  const { asker, kept } = look;
  if (asker.broken) return brokenOff(look);
  const first = asker.first;
  const text = kept.body(Buffer.from(first?.text ?? ''));
  // What a gateway or a server that is still loading says of itself counts more than who it is.
  const sign: Sign =
    first && first.status >= 500
      ? unready(first, 'it')
      : { symptom: 'llm.malformed', words: `none of the known model servers: ${text}` };
  return finding([sign], safe``, look, {}, []);
}

/** `vLLM 0.12.0, 3 running, 0 waiting, KV 42 %` */
function summaryOf(
  { title }: ModelServer,
  version: string | undefined,
  measures: readonly Measure[],
  kept: KeptText,
): SafeText {
  const shown: readonly (readonly [string, (value: number) => string])[] = [
    ['server.running', (value) => `${value} running`],
    ['server.waiting', (value) => `${value} waiting`],
    ['server.kv_used', (value) => `KV ${value} %`],
    ['server.on_gpu', (value) => `${value} % on the GPU`],
  ];
  const figures = shown.flatMap(([name, words]) => {
    const measure = measures.find((one) => one.name === name);
    return measure ? [words(measure.value)] : [];
  });
  const words = [version === undefined ? title : `${title} ${version}`, ...figures].join(', ');
  return sanitise(kept.fact(words), { maxCharacters: SUMMARY_CHARACTERS });
}
