import { apiErrorOf } from '../api-error.ts';
import type { Completion } from '../completion.ts';
import { asCount, asFields, asText, type Fields } from '../json.ts';
import { listedModels } from '../listed-models.ts';
import { SseReader } from '../sse.ts';
import type { Dialect } from './dialect.ts';
import { documentIn, type StreamEvent } from './stream.ts';
import { below, reasonIn, withParameters } from './write.ts';

/** Models on one page of the list: the most that the API gives. */
const PAGE_MODELS = '1000';

/** What finish reasons mean. */
const REASONS: Readonly<Record<string, string>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'content_filter',
  RECITATION: 'content_filter',
  BLOCKLIST: 'content_filter',
  PROHIBITED_CONTENT: 'content_filter',
  SPII: 'content_filter',
  LANGUAGE: 'content_filter',
};

/**
 * Google's `generateContent`, of the Gemini API and of Vertex AI (whose base address ends in
 * `/publishers/google`). A stream has no last event: it ends with a finish reason.
 * Source: the reference of the API, pages "generateContent", "Troubleshooting" and "Rate limits".
 */
export const gemini: Dialect = {
  questionUrl: ({ url, model = '', stream }) => {
    const name = `models/${encodeURIComponent(model.replace(/^models\//, ''))}`;
    return stream
      ? below(url, `${name}:streamGenerateContent`, { alt: 'sse' })
      : below(url, `${name}:generateContent`);
  },
  listUrl: ({ url }) => below(url, 'models', { pageSize: PAGE_MODELS }),
  question: ({ parameters }, { prompt, maxTokens }) => ({
    contents: [{ role: 'user', parts: [{ text: prompt }] }],
    generationConfig: withParameters(
      { maxOutputTokens: maxTokens, temperature: 0, seed: 1 },
      parameters,
    ),
  }),
  keyHeader: (reference) => ['x-goog-api-key', reference],
  headers: {},
  streamType: 'text/event-stream',
  reader: (take) => new SseReader(take),
  lastEvent: 'a finishReason',
  takeEvent: takeGeminiEvent,
  takeDocument: takeContent,
  namesModel: true,
  modelsIn: listedModels,
  listedAs: (model) => model,
  errorOf: apiErrorOf,
  told: [
    [/API_KEY_INVALID|api key (?:not valid|expired)|reported as leaked/i, 'llm.auth'],
    [/\bUNAUTHENTICATED\b/, 'llm.auth'],
    [/\bPERMISSION_DENIED\b/, 'llm.permission'],
    // A place where it is not offered, or only to those who pay.
    [/\bFAILED_PRECONDITION\b/, 'llm.permission'],
    [/\bRESOURCE_EXHAUSTED\b/, 'limit'],
    [/\bUNAVAILABLE\b/, 'llm.overloaded'],
    [/\bDEADLINE_EXCEEDED\b/, 'http.504'],
    [/\b(?:INTERNAL|UNKNOWN)\b/, 'llm.engine_error'],
  ],
};

function takeGeminiEvent(completion: Completion, event: StreamEvent, atMs: number): void {
  const document = documentIn(completion, event);
  if (document !== undefined) takeContent(completion, document, atMs);
}

/** A chunk of a stream, or a whole answer: they have one form. */
function takeContent(completion: Completion, document: unknown, atMs: number): void {
  const error = apiErrorOf(document);
  if (error) {
    completion.fail(error);
    return;
  }
  const fields = asFields(document);
  const known = ['candidates', 'promptFeedback', 'usageMetadata'];
  if (!fields || !known.some((name) => name in fields)) {
    completion.refuse(JSON.stringify(document));
    return;
  }
  completion.takePart(asText(fields.modelVersion));
  takeUsage(completion, asFields(fields.usageMetadata));
  if (asText(asFields(fields.promptFeedback)?.blockReason)) completion.finish('content_filter');
  const [first] = Array.isArray(fields.candidates) ? fields.candidates : [];
  const candidate = asFields(first);
  if (candidate) takeCandidate(completion, candidate, atMs);
}

function takeCandidate(completion: Completion, candidate: Fields, atMs: number): void {
  const { parts } = asFields(candidate.content) ?? {};
  for (const part of Array.isArray(parts) ? parts.map(asFields) : []) {
    const isSaid = typeof part?.text === 'string' && part.thought !== true;
    if (isSaid) completion.say(asText(part.text) ?? '', atMs);
    else completion.work(atMs);
  }
  completion.finish(reasonIn(REASONS, asText(candidate.finishReason)));
}

/** Every chunk counts; the last one counts the answer whole, its thoughts apart. */
function takeUsage(completion: Completion, usage: Fields | undefined): void {
  if (!usage) return;
  const said = asCount(usage.candidatesTokenCount);
  const thought = asCount(usage.thoughtsTokenCount);
  const all =
    said === undefined && thought === undefined ? undefined : (said ?? 0) + (thought ?? 0);
  completion.count(asCount(usage.promptTokenCount), all);
}
