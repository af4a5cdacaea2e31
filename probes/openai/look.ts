import type { SafeText } from '../../src/text/safe-text.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';
import { secretFinding } from '../http/look.ts';
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
import { apiErrorOf } from './api-error.ts';
import { type Asked, askCanary } from './ask.ts';
import { seenOf, seenOfCompletion, servedByOf } from './facts.ts';
import { parseJson } from './json.ts';
import { firstTokenMs, judgeAnswer, type Problem } from './judge-answer.ts';
import { askList, judgeList, listedFacts, modelsIn } from './list.ts';
import { apiUrl, type Canary, type OpenaiOptions } from './options.ts';
import { refusalSymptom } from './refusal.ts';
import { sentHeaders } from './request.ts';
import { llmSymptoms } from './symptoms.ts';

const symptoms = { ...httpSymptoms, ...llmSymptoms };
/** Characters of a summary. */
const SUMMARY_CHARACTERS = 60;
/** Milliseconds that must be left for the list to be asked for after the answer. */
const LIST_MS = 100;

export async function lookAtApi(options: OpenaiOptions, context: LookContext): Promise<Finding> {
  const kept = new KeptText(context.redactor);
  const { canary } = options;
  let headers: Readonly<Record<string, string>>;
  try {
    headers = await sentHeaders(options, canary ? 'completion' : 'list', context);
  } catch (error) {
    return secretFinding(error, kept);
  }
  const look: Look = { options, context, headers, kept };
  return canary ? lookAtCompletion(look, canary) : lookAtList(look);
}

interface Look {
  readonly options: OpenaiOptions;
  readonly context: LookContext;
  readonly headers: Readonly<Record<string, string>>;
  readonly kept: KeptText;
}

async function lookAtCompletion(look: Look, canary: Canary): Promise<Finding> {
  const { options, context, headers, kept } = look;
  const asked = await askCanary(options, canary, headers, context);
  const { result } = asked;
  const url = apiUrl(options.url, 'chat/completions');
  const seen = seenOfCompletion(asked, seenOf(result, url, context.clock.now(), kept), kept);
  if (result.kind === 'failure') return failed(result, seen, kept);
  if (result.status !== 200) return refused(look, result, seen);
  const problems = [...judgeAnswer(asked, result, options, canary, kept)];
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
  const result = await askList(look.options, look.headers, look.context, leftMs);
  if (result.kind === 'failure' || result.status !== 200) return [];
  const { model } = look.options;
  return judgeList(result, modelsIn(result), model, true, look.kept).filter(
    ({ symptom }) => symptom === 'llm.model_not_listed',
  );
}

async function lookAtList(look: Look): Promise<Finding> {
  const { options, context, headers, kept } = look;
  const result = await askList(options, headers, context, context.deadlineMs);
  const seen = seenOf(result, apiUrl(options.url, 'models'), context.clock.now(), kept);
  if (result.kind === 'failure') return failureFinding(result, seen, kept);
  const totalMs = Math.round(result.phases.total ?? 0);
  const isEnough = options.anyAnswer && result.status < 500;
  if (isEnough && (result.status !== 200 || options.model === undefined)) {
    return finding(look, result, [], safe`${result.status} in ${totalMs} ms`, seen);
  }
  if (result.status !== 200) return refused(look, result, seen);
  const models = modelsIn(result);
  const problems = judgeList(result, models, options.model, false, kept);
  const facts = { ...seen.facts, ...listedFacts(models, options.model, kept) };
  return finding(look, result, problems, safe`models listed in ${totalMs} ms`, { ...seen, facts });
}

function refused(look: Look, response: ExchangeResponse, seen: Seen): Finding {
  const { status, body, headers } = response;
  const error = apiErrorOf(parseJson(body.toString('utf8')));
  const symptom = status < 400 ? statusSymptom(status) : refusalSymptom(status, error, headers);
  const words = body.length === 0 ? 'no body' : look.kept.body(body);
  const problem: Problem = { symptom, evidence: safe`status ${status}: ${words}` };
  return finding(look, response, [problem], safe``, seen);
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
