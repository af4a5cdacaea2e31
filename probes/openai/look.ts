import type { SafeText } from '../../src/text/safe-text.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';
import type { CloudAuth } from '../auth/cloud-auth.ts';
import { notLetIn } from '../auth/finding.ts';
import { ownTrouble, refusedBy } from '../auth/refusal.ts';
import { CloudTrouble } from '../cloud/trouble.ts';
import { statusSymptom } from '../http/status.ts';
import { httpSymptoms } from '../http/symptoms.ts';
import { failureFinding, type Seen } from '../network/finding.ts';
import type {
  ExchangeFailure,
  ExchangeResponse,
  ExchangeResult,
} from '../network/http-exchange.ts';
import { KeptText } from '../network/kept-text.ts';
import type { Finding, LookContext } from '../probe.ts';
import { type Asked, askCanary } from './ask.ts';
import { CanaryBudget } from './budget.ts';
import { dialectOf } from './dialects/registry.ts';
import { fixedFacts, seenOf, seenOfCompletion, servedByOf } from './facts.ts';
import { parseJson } from './json.ts';
import { firstTokenMs, judgeAnswer, type Problem } from './judge-answer.ts';
import { askList, judgeList, listedFacts, modelsIn } from './list.ts';
import type { OpenaiOptions } from './options.ts';
import { judgeRoot } from './pinned.ts';
import { type Question, questionOf } from './question.ts';
import { refusalSymptom } from './refusal.ts';
import { sentRequest } from './request.ts';
import { retryFacts } from './retry.ts';
import { type ApiRequest, authFor } from './sign.ts';
import { llmSymptoms } from './symptoms.ts';

const symptoms = { ...httpSymptoms, ...llmSymptoms };
/** Characters of a summary. */
const SUMMARY_CHARACTERS = 60;
/** Milliseconds that must be left for the list to be asked for after the answer. */
const LIST_MS = 100;

export async function lookAtApi(options: OpenaiOptions, context: LookContext): Promise<Finding> {
  const kept = new KeptText(context.redactor);
  const question = options.canary && questionOf(options, options.canary);
  const auth = authFor(options, context);
  const startMs = context.clock.monotonic();
  let request: ApiRequest;
  try {
    request = await sentRequest(options, question, context, auth);
  } catch (error) {
    return notLetIn(error, kept);
  }
  // A token that had to be asked for first took its part of the time.
  const deadlineMs = context.deadlineMs - (context.clock.monotonic() - startMs);
  const look: Look = { options, context: { ...context, deadlineMs }, request, auth, kept };
  if (!question) return lookAtList(look);
  const budget = new CanaryBudget(options, question, context);
  return budget.refusal() ?? lookAtCompletion(look, question, budget);
}

interface Look {
  readonly options: OpenaiOptions;
  readonly context: LookContext;
  readonly request: ApiRequest;
  readonly auth: CloudAuth | undefined;
  readonly kept: KeptText;
}

async function lookAtCompletion(
  look: Look,
  question: Question,
  budget: CanaryBudget,
): Promise<Finding> {
  const { options, context, request, kept } = look;
  const asked = await askCanary(options, request, context);
  const { result } = asked;
  budget.charge(asked);
  const base = seenOf(result, request.url, context.clock.now(), kept);
  const spent = budget.facts();
  const own = { ...base.facts, ...spent, ...fixedFacts(asked, question) };
  const seen = seenOfCompletion(asked, { ...base, facts: own }, kept);
  if (result.kind === 'failure') return failed(result, seen, kept);
  if (result.status !== 200) return refused(look, result, seen);
  const problems = [...judgeAnswer(asked, result, options, question, kept)];
  if (problems.length === 0 && options.list) {
    problems.push(...(await problemsOfList(look, result.phases.total ?? 0)));
  }
  return finding(look, result, problems, wellSummary(asked), seen);
}

/** Connected, asked, and not even the head of an answer came: that is what a hung engine does. */
function failed(failure: ExchangeFailure, seen: Seen, kept: KeptText): Finding {
  if (failure.symptom !== 'http.timeout') return failureFinding(failure, seen, kept);
  return {
    ...failureFinding(failure, seen, kept),
    symptom: 'llm.ttft_timeout',
    summary: safe`no first token in ${Math.round(seen.phases.total ?? 0)} ms`,
  };
}

/** The list is a check beside the answer: what hinders it says nothing about the answer. */
async function problemsOfList(look: Look, usedMs: number): Promise<readonly Problem[]> {
  const leftMs = look.context.deadlineMs - usedMs;
  if (leftMs < LIST_MS) return [];
  const request = await sentRequest(look.options, undefined, look.context, look.auth).catch(
    () => undefined,
  );
  if (!request) return [];
  const result = await askList(look.options, request, look.context, leftMs);
  if (result.kind === 'failure' || result.status !== 200) return [];
  const models = modelsIn(result, look.options);
  const listed = judgeList(result, models, look.options, true, look.kept);
  return [
    ...judgeRoot(models, look.options, look.kept),
    ...listed.filter(({ symptom }) => symptom === 'llm.model_not_listed'),
  ];
}

async function lookAtList(look: Look): Promise<Finding> {
  const { options, context, request, kept } = look;
  const result = await askList(options, request, context, context.deadlineMs);
  const seen = seenOf(result, request.url, context.clock.now(), kept);
  if (result.kind === 'failure') return failureFinding(result, seen, kept);
  const totalMs = Math.round(result.phases.total ?? 0);
  const isEnough = options.anyAnswer && result.status < 500;
  if (isEnough && (result.status !== 200 || options.model === undefined)) {
    return finding(look, result, [], safe`${result.status} in ${totalMs} ms`, seen);
  }
  if (result.status !== 200) return refused(look, result, seen);
  const models = modelsIn(result, options);
  const problems = [
    ...judgeList(result, models, options, false, kept),
    ...judgeRoot(models, options, kept),
  ];
  const facts = { ...seen.facts, ...listedFacts(models, options.model, kept) };
  return finding(look, result, problems, safe`models listed in ${totalMs} ms`, { ...seen, facts });
}

function refused(look: Look, response: ExchangeResponse, seen: Seen): Finding {
  const { auth, context } = look;
  const said = auth && refusedBy(auth.auth.cloud, response, context.clock.now());
  if (said?.startsWith('cloud.credentials')) auth?.forget();
  const own = said && ownTrouble(said);
  if (own === undefined) return refusedToAll(look, response, seen);
  const words = `${response.status}: ${response.body.toString('utf8')}`;
  return notLetIn(new CloudTrouble(own, words), look.kept, seen);
}

/** A refusal that anybody would get, or whoever has this key. */
function refusedToAll(look: Look, response: ExchangeResponse, seen: Seen): Finding {
  const { status, body, headers } = response;
  const { errorOf, told } = dialectOf(look.options);
  const text = body.toString('utf8');
  const error = errorOf(parseJson(text), headers);
  const refusal = { status, headers, text };
  const symptom = status < 400 ? statusSymptom(status) : refusalSymptom(refusal, error, told);
  const words = body.length === 0 ? 'no body' : look.kept.body(body);
  const problem: Problem = { symptom, evidence: safe`status ${status}: ${words}` };
  const again = retryFacts(symptom, error, headers, look.context.clock.now(), look.kept);
  const facts = { ...seen.facts, ...again };
  return finding(look, response, [problem], safe``, { ...seen, facts });
}

function finding(
  { options, kept }: Look,
  response: ExchangeResponse,
  problems: readonly Problem[],
  wellSummary: SafeText,
  seen: Seen,
): Finding {
  const by = servedByOf(response.headers, options, kept);
  const rest = { ...seen, ...(by === undefined ? {} : { servedBy: by }) };
  const [worst, ...others] = problems;
  if (!worst) return { outcome: 'ok', symptom: null, summary: wellSummary, ...rest };
  return {
    outcome: symptoms[worst.symptom].outcome,
    symptom: worst.symptom,
    alsoSeen: others.map(({ symptom }) => symptom),
    summary: sanitise(`${response.status}, ${symptoms[worst.symptom].meaning}`, {
      maxCharacters: SUMMARY_CHARACTERS,
    }),
    evidence: problems.map(({ evidence }) => evidence),
    ...rest,
  };
}

/** `first token in 120 ms, 8 tokens` */
function wellSummary({ completion, result, isStreamed }: Asked): SafeText {
  const { completionTokens } = completion.usage ?? {};
  const tokens = completionTokens === undefined ? '' : `, ${completionTokens} tokens`;
  const totalMs = Math.round(totalOf(result));
  if (!isStreamed || result.kind === 'failure') return safe`answered in ${totalMs} ms${tokens}`;
  const firstMs = Math.round(firstTokenMs(completion, result.phases) ?? 0);
  return safe`first token in ${firstMs} ms${tokens}, all in ${totalMs} ms`;
}

function totalOf({ phases }: ExchangeResult): number {
  return phases.total ?? 0;
}
