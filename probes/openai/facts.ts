import type { IncomingHttpHeaders } from 'node:http';
import type { Fact, Measure } from '../../src/events/types.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { answerFacts, headerText, servedBy } from '../network/answer-facts.ts';
import { attemptFacts, type Seen } from '../network/finding.ts';
import { type ExchangeResult, portOf } from '../network/http-exchange.ts';
import type { KeptText } from '../network/kept-text.ts';
import { serverMeasures } from '../network/server-times.ts';
import { tlsFacts, tlsMeasures } from '../network/tls-finding.ts';
import type { Asked } from './ask.ts';
import { answerFingerprint } from './canary.ts';
import { FALLBACKS_HEADER } from './fallback.ts';
import { headroomMeasures } from './headroom.ts';
import { firstTokenMs } from './judge-answer.ts';
import type { OpenaiOptions } from './options.ts';
import { paceOf } from './pace.ts';
import type { Question } from './question.ts';

/** Headers by which gateways tell what they did with the request. */
const ROUTE_HEADERS: Readonly<Record<string, string>> = {
  'x-litellm-model-id': 'llm.deployment',
  'x-litellm-model-api-base': 'llm.upstream',
  'x-litellm-model-group': 'llm.model_group',
  [FALLBACKS_HEADER]: 'llm.fallbacks',
  'openai-model': 'llm.header_model',
  'x-ms-region': 'llm.region',
};

/** What every answer shows, of a completion or of a list. */
export function seenOf(result: ExchangeResult, url: URL, nowMs: number, kept: KeptText): Seen {
  const facts: Record<string, Fact> = { ...attemptFacts(result.attempts, portOf(url)) };
  const measures: Measure[] = [];
  if (result.tls) {
    Object.assign(facts, tlsFacts(result.tls, nowMs, kept));
    measures.push(...tlsMeasures(result.tls, nowMs));
  }
  if (result.kind === 'response') {
    facts['http.status'] = result.status;
    Object.assign(facts, answerFacts(result.headers, kept));
    measures.push(...serverMeasures(result.headers, result.phases));
    measures.push(...headroomMeasures(result.headers));
    for (const [header, name] of Object.entries(ROUTE_HEADERS)) {
      const value = headerText(result.headers, header);
      if (value !== undefined) facts[name] = kept.fact(value);
    }
  }
  return { phases: result.phases, facts, measures };
}

/** What a completion shows beside that. */
export function seenOfCompletion(asked: Asked, base: Seen, kept: KeptText): Seen {
  const { result, completion, isStreamed } = asked;
  if (result.kind === 'failure' || result.status !== 200) return base;
  const { text, models, fingerprint, finishReason, isDone, usage, parts } = completion;
  return {
    phases: phasesOf(asked, base),
    facts: {
      ...base.facts,
      'llm.model': models.length > 0 ? kept.fact(models.join(', ')) : null,
      ...(fingerprint ? { 'llm.fingerprint': kept.fact(fingerprint) } : {}),
      'llm.finish_reason': finishReason === undefined ? null : kept.fact(finishReason),
      'llm.streamed': isStreamed,
      ...(isStreamed ? { 'llm.done': isDone, 'llm.parts': parts } : {}),
      'llm.prompt_tokens': usage?.promptTokens ?? null,
      'llm.completion_tokens': usage?.completionTokens ?? null,
      'llm.text': kept.fact(text),
    },
    measures: [...(base.measures ?? []), ...measuresOf(asked)],
  };
}

/**
 * Of a question that is the same every time, what its answer is known by: a fingerprint of the text,
 * and the tokens that the prompt counts. They change when the model, its tokenizer or its chat
 * template does.
 */
export function fixedFacts(
  { completion, result }: Asked,
  { nonce }: Question,
): Readonly<Record<string, Fact>> {
  const { text, usage, isCompleted, hasHiddenWork } = completion;
  if (result.kind === 'failure' || nonce !== undefined || !isCompleted) return {};
  return {
    ...(usage?.promptTokens === undefined ? {} : { 'llm.prompt_count': usage.promptTokens }),
    // Who reasons first says it in other words each time.
    ...(hasHiddenWork || text.trim() === '' ? {} : { 'llm.answer': answerFingerprint(text) }),
  };
}

/** The wait for the first token begins where the head of the answer ends. */
function phasesOf({ completion, isStreamed }: Asked, { phases }: Seen): Seen['phases'] {
  const { transfer, total } = phases;
  const [first] = completion.arrivalsMs;
  if (!isStreamed || first === undefined || transfer === undefined || total === undefined) {
    return phases;
  }
  const first_token = microseconds(Math.min(transfer, Math.max(0, first - (total - transfer))));
  return { ...phases, first_token, transfer: microseconds(transfer - first_token) };
}

/** Rounded down, as the other phases are. */
function microseconds(ms: number): number {
  return Math.floor(ms * 1_000) / 1_000;
}

function measuresOf({ completion, isStreamed, result }: Asked): readonly Measure[] {
  const { usage, arrivalsMs } = completion;
  const measures: Measure[] = [];
  const add = (name: string, value: number | undefined, unit: string) => {
    if (value !== undefined) {
      measures.push({ name, value: Math.round(value * 100) / 100, unit });
    }
  };
  add('llm.prompt_tokens', usage?.promptTokens, 'count');
  add('llm.completion_tokens', usage?.completionTokens, 'count');
  if (!isStreamed) return measures;
  const { medianGapMs, longestGapMs, spanMs } = paceOf(arrivalsMs);
  add('llm.first_token', firstTokenMs(completion, result.phases), 'ms');
  add('llm.token_gap', medianGapMs, 'ms');
  add('llm.longest_gap', longestGapMs, 'ms');
  const generated = (usage?.completionTokens ?? arrivalsMs.length) - 1;
  if (spanMs > 0 && generated > 0) add('llm.speed', (1_000 * generated) / spanMs, 'tokens/s');
  return measures;
}

/** Who served it: the stated header, else the ones that weaklink knows. */
export function servedByOf(
  headers: IncomingHttpHeaders,
  { servedByHeader }: OpenaiOptions,
  kept: KeptText,
): SafeText | undefined {
  const stated = servedByHeader && headerText(headers, servedByHeader.toLowerCase());
  if (stated) return kept.fact(stated);
  const known = servedBy(headers, kept);
  if (known !== undefined) return known;
  const deployment = headerText(headers, 'x-litellm-model-id');
  return deployment ? kept.fact(deployment) : undefined;
}
