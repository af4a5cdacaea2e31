import type { Completion } from '../completion.ts';
import { asCount, asFields, asText, type Fields } from '../json.ts';
import { type ListedModel, MAX_MODELS } from '../listed-models.ts';
import type { OpenaiOptions } from '../options.ts';
import { awsError, awsErrorOf, awsTold } from './aws-error.ts';
import { AwsEventFrames } from './aws-event-frames.ts';
import type { Dialect } from './dialect.ts';
import { documentIn, type StreamEvent } from './stream.ts';
import { below, reasonIn, withParameters } from './write.ts';

/** What stop reasons mean. */
const REASONS: Readonly<Record<string, string>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  guardrail_intervened: 'content_filter',
  content_filtered: 'content_filter',
};

/** Bedrock's Converse, for every model that takes messages. Answers do not name their model. */
export const bedrock: Dialect = {
  questionUrl: (options) => modelUrl(options, options.stream ? 'converse-stream' : 'converse'),
  listUrl: ({ url }) => below(controlPlane(url), 'foundation-models'),
  question: ({ parameters }, { prompt, maxTokens }) => ({
    messages: [{ role: 'user', content: [{ text: prompt }] }],
    inferenceConfig: withParameters({ maxTokens, temperature: 0 }, parameters),
  }),
  keyHeader: (reference) => ['authorization', `Bearer ${reference}`],
  headers: {},
  streamType: 'application/vnd.amazon.eventstream',
  reader: (take) => new AwsEventFrames(take),
  lastEvent: 'metadata',
  takeEvent: takeConverseEvent,
  takeDocument: takeConverse,
  namesModel: false,
  modelsIn: foundationModels,
  listedAs: listedName,
  errorOf: awsErrorOf,
  told: awsTold,
};

export function modelUrl({ url, model = '' }: OpenaiOptions, operation: string): URL {
  return below(url, `model/${encodeURIComponent(model)}/${operation}`);
}

/** Models are listed by the service's other half: `bedrock.` beside `bedrock-runtime.`. */
function controlPlane(url: string): string {
  const other = new URL(url);
  other.hostname = other.hostname.replace(/^bedrock-runtime(?=[.-])/, 'bedrock');
  return other.href;
}

/** Profiles that spread a model over regions put a place before its name; those with an ARN hide it. */
const PLACE = /^(?:us|us-gov|eu|apac|jp|au|ca|global)\./;

function listedName(model: string): string | undefined {
  return model.startsWith('arn:') ? undefined : model.replace(PLACE, '');
}

function foundationModels(document: unknown): readonly ListedModel[] | undefined {
  const entries = asFields(document)?.modelSummaries;
  if (!Array.isArray(entries)) return undefined;
  return entries.slice(0, MAX_MODELS).flatMap((entry) => {
    const name = asText(asFields(entry)?.modelId);
    return name === undefined ? [] : { name, root: undefined, context: undefined };
  });
}

function takeConverseEvent(completion: Completion, event: StreamEvent, atMs: number): void {
  const fields = asFields(documentIn(completion, event));
  if (event.isException) {
    completion.fail(awsError(event.name ?? '', asText(fields?.message) ?? ''));
    return;
  }
  if (!fields) return;
  completion.takePart();
  if (event.name === 'contentBlockDelta') {
    takeBlock(completion, asFields(fields.delta) ?? {}, atMs);
  } else if (event.name === 'messageStop') {
    completion.finish(reasonIn(REASONS, asText(fields.stopReason)));
  } else if (event.name === 'metadata') {
    takeUsage(completion, fields);
    completion.end();
  }
}

/** An answer in one piece. */
function takeConverse(completion: Completion, document: unknown, atMs: number): void {
  const fields = asFields(document);
  const message = asFields(asFields(fields?.output)?.message);
  if (!fields || !message || !Array.isArray(message.content)) {
    completion.refuse(JSON.stringify(document));
    return;
  }
  completion.takePart();
  for (const block of message.content) takeBlock(completion, asFields(block) ?? {}, atMs);
  takeUsage(completion, fields);
  completion.finish(reasonIn(REASONS, asText(fields.stopReason)));
}

function takeBlock(completion: Completion, block: Fields, atMs: number): void {
  if ('reasoningContent' in block || 'toolUse' in block) completion.work(atMs);
  completion.say(asText(block.text) ?? '', atMs);
}

function takeUsage(completion: Completion, { usage }: Fields): void {
  const counts = asFields(usage);
  if (counts) completion.count(asCount(counts.inputTokens), asCount(counts.outputTokens));
}
