import type { RequestListener } from 'node:http';
import { bodyOf, wholeAnswer } from '../../model-api.ts';

export interface EchoModel {
  /** Tokens of its context: what is longer loses its beginning, as Ollama cuts it, or its end. */
  readonly context?: number;
  readonly cuts?: 'beginning' | 'end';
  /** Tokens that its chat template adds. */
  readonly template?: number;
  /** Answers what it answered first, whatever is asked. */
  readonly caches?: boolean;
  /** In place of the word that it is asked for. */
  readonly says?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly more?: object;
}

/**
 * A fake model that does as it is told: it says the word behind "nothing else:" where it can read
 * it. One token a word.
 */
export function fakeEchoModel(model: EchoModel = {}): RequestListener {
  const { context = 1_000_000, cuts = 'beginning', template = 3, says, caches = false } = model;
  let first: string | undefined;
  return async (request, response) => {
    const { messages } = await bodyOf(request);
    const [{ content }] = messages as readonly [{ readonly content: string }];
    const words = content.split(/\s+/);
    const read = cuts === 'beginning' ? words.slice(-context) : words.slice(0, context);
    const word = /nothing else: (\S+)/.exec(read.join(' '))?.[1] ?? 'I cannot see any code.';
    const answer = says ?? (caches ? (first ?? word) : word);
    first ??= answer;
    const usage = { prompt_tokens: read.length + template, completion_tokens: 3, total_tokens: 0 };
    response.writeHead(200, { 'content-type': 'application/json', ...model.headers });
    response.end(JSON.stringify(wholeAnswer(answer, { usage, ...model.more })));
  };
}
