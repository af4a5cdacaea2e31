import type { SafeText } from '../../src/text/safe-text.ts';
import { safe } from '../../src/text/sanitise.ts';
import { headerText } from '../network/answer-facts.ts';
import type { ExchangeResponse } from '../network/http-exchange.ts';
import type { KeptText } from '../network/kept-text.ts';
import { wordsOf } from './api-error.ts';
import type { Asked } from './ask.ts';
import { isKnownAnswer, isNoise, isStartOfAnswer } from './canary.ts';
import type { Completion } from './completion.ts';
import { dialectOf } from './dialects/registry.ts';
import { judgeFallback } from './fallback.ts';
import { judgePrompt, staleNonce } from './judge-prompt.ts';
import type { OpenaiOptions } from './options.ts';
import { paceOf } from './pace.ts';
import { judgePinned } from './pinned.ts';
import type { Question } from './question.ts';
import { type AnswerSymptom, streamErrorSymptom } from './refusal.ts';
import { wrongModel } from './served-model.ts';

export interface Problem {
  readonly symptom: AnswerSymptom;
  readonly evidence: SafeText;
}

/** What is wrong with an answer that was not refused (status 200), most telling first. */
export function judgeAnswer(
  asked: Asked,
  response: ExchangeResponse,
  options: OpenaiOptions,
  question: Question,
  kept: KeptText,
): readonly Problem[] {
  const { completion } = asked;
  const broken = judgeCourse(asked, response, options, kept);
  const model = [
    ...judgeModel(completion, response, options, kept),
    ...judgePinned(completion, response, options, kept),
    ...judgeFallback(response, options),
  ];
  // Half an answer has no usage and is not the known one: that would say nothing more.
  if (broken.length > 0) return [...broken, ...model];
  return [
    ...model,
    ...judgePrompt(completion, question),
    ...judgeContent(completion, question, kept),
    ...judgeUsage(completion, options),
    // Anything behind may make an answer late; only what counts leaves out the count.
    ...judgePace(asked, response, options),
  ];
}

/** Whether the answer came whole, and if not, how it broke off. */
function judgeCourse(
  { completion, givenUp, limits }: Asked,
  { cut }: ExchangeResponse,
  options: OpenaiOptions,
  kept: KeptText,
): readonly Problem[] {
  const { error, malformed, arrivalsMs, parts } = completion;
  if (error) {
    const evidence = safe`error in the answer: ${kept.fact(wordsOf(error))}`;
    const telling = streamErrorSymptom(error, dialectOf(options).told);
    const came: Problem = { symptom: 'llm.stream_error', evidence };
    return telling ? [{ symptom: telling, evidence }, came] : [came];
  }
  if (completion.isCompleted && malformed === undefined) return [];
  const isLate = givenUp !== undefined || cut?.symptom === 'http.body_timeout';
  if (isLate && arrivalsMs.length === 0) {
    const after = safe`${Math.round(limits.firstMs)} ms`;
    return [{ symptom: 'llm.ttft_timeout', evidence: safe`accepted, and no token in ${after}` }];
  }
  if (givenUp === 'next-token') {
    const words = safe`no token for ${Math.round(limits.nextMs)} ms after ${parts} parts`;
    return [{ symptom: 'llm.stall', evidence: words }];
  }
  if (isLate) {
    const words = safe`time was up after ${parts} parts, and tokens were still coming`;
    return [{ symptom: 'llm.slow_tokens', evidence: words }];
  }
  if (malformed !== undefined || cut?.symptom === 'http.body_too_large') {
    const words = kept.fact(malformed ?? cut?.detail ?? '');
    return [{ symptom: 'llm.malformed', evidence: safe`not a completion: ${words}` }];
  }
  return [truncated(completion, cut, dialectOf(options).lastEvent, kept)];
}

function truncated(
  { parts }: Completion,
  cut: ExchangeResponse['cut'],
  lastEvent: string,
  kept: KeptText,
): Problem {
  const how = cut ? kept.fact(cut.detail) : 'the connection was closed in order';
  return {
    symptom: 'llm.stream_truncated',
    evidence: safe`ended after ${parts} parts without a finish reason and without ${lastEvent}: ${how}`,
  };
}

function judgeModel(
  { models }: Completion,
  { headers }: ExchangeResponse,
  options: OpenaiOptions,
  kept: KeptText,
): readonly Problem[] {
  const { model = '', servedModel, servedModelHeader } = options;
  if (servedModel === undefined && !dialectOf(options).namesModel) return [];
  const named = servedModelHeader && headerText(headers, servedModelHeader.toLowerCase());
  const wrong = wrongModel(named ? [...models, named] : models, model, servedModel);
  if (wrong === undefined) return [];
  const expected = servedModel === undefined ? [model] : [servedModel].flat();
  const evidence = safe`${kept.fact(wrong)} answered, expected is ${expected.join(' or ')}`;
  return [{ symptom: 'llm.wrong_model', evidence }];
}

function judgeContent(
  { text, finishReason, hasHiddenWork }: Completion,
  canary: Question,
  kept: KeptText,
): readonly Problem[] {
  if (finishReason === 'content_filter') {
    return [{ symptom: 'llm.content_filter', evidence: safe`finish reason: content_filter` }];
  }
  const isEmpty = text.trim() === '';
  const isKnown = isKnownAnswer(text, canary);
  const isCut =
    finishReason === 'length' && (isEmpty || (!isKnown && isStartOfAnswer(text, canary)));
  if (isCut) {
    const words = hasHiddenWork ? ', all of it reasoning' : '';
    const evidence = safe`cut at ${canary.maxTokens} tokens${words}`;
    return [{ symptom: 'llm.finish_length', evidence }];
  }
  if (isEmpty) {
    const evidence = safe`no text; finish reason: ${finishReason ?? 'none'}`;
    return [{ symptom: 'llm.empty_output', evidence }];
  }
  const problems: Problem[] = [];
  if (!isKnown && isNoise(text)) {
    problems.push({ symptom: 'llm.garbage', evidence: safe`the answer: ${kept.fact(text)}` });
  }
  if (!isKnown) problems.push(stale(text, canary) ?? mismatch(text, canary, kept));
  return problems;
}

/** What answers is a cache, or the answers of several questions are mixed up. */
function stale(text: string, question: Question): Problem | undefined {
  const earlier = staleNonce(text, question);
  if (earlier === undefined) return undefined;
  const evidence = safe`the answer has the word ${earlier} of an earlier look, asked was ${question.nonce ?? ''}`;
  return { symptom: 'llm.stale_answer', evidence };
}

function mismatch(text: string, { answer, contains }: Question, kept: KeptText): Problem {
  const expected = answer ?? [contains ?? []].flat().join(' … ');
  return {
    symptom: 'llm.canary_mismatch',
    evidence: safe`the answer: "${kept.fact(text)}", expected: "${kept.fact(expected)}"`,
  };
}

function judgePace(
  { completion, isStreamed }: Asked,
  { phases }: ExchangeResponse,
  { slowMs, slowTokenMs }: OpenaiOptions,
): readonly Problem[] {
  const problems: Problem[] = [];
  const firstMs = firstTokenMs(completion, phases);
  if (slowMs !== undefined && firstMs !== undefined && firstMs > slowMs) {
    const evidence = safe`first token after ${Math.round(firstMs)} ms, allowed are ${slowMs} ms`;
    problems.push({ symptom: 'llm.ttft_slow', evidence });
  }
  const { medianGapMs } = paceOf(completion.arrivalsMs);
  const isSlow =
    slowTokenMs !== undefined && medianGapMs !== undefined && medianGapMs > slowTokenMs;
  if (isStreamed && isSlow) {
    const evidence = safe`${Math.round(medianGapMs)} ms from piece to piece, allowed are ${slowTokenMs} ms`;
    problems.push({ symptom: 'llm.slow_tokens', evidence });
  }
  return problems;
}

function judgeUsage(
  { usage }: Completion,
  { expectUsage, parameters }: OpenaiOptions,
): readonly Problem[] {
  // Without being asked, a stream does not count its tokens.
  const isAsked = parameters.stream_options !== null;
  if (!expectUsage || !isAsked || usage?.completionTokens !== undefined) return [];
  return [{ symptom: 'llm.usage_missing', evidence: safe`the answer has no usage` }];
}

/** From when the connection stood to the first token: what the API itself took, in milliseconds. */
export function firstTokenMs(
  { arrivalsMs }: Completion,
  { resolve = 0, connect = 0, tls = 0 }: ExchangeResponse['phases'],
): number | undefined {
  const [first] = arrivalsMs;
  return first === undefined ? undefined : Math.max(0, first - resolve - connect - tls);
}
