import { at, numberAt, textAt } from '../../data/json.ts';
import type { ServerReply } from '../server-asker.ts';
import type { ServedModel } from './server.ts';

/** Models and adapters of one list that are kept. */
const MAX_MODELS = 1_000;

/** The list of an OpenAI-compatible API with what vLLM, SGLang and llama.cpp add; null: it is none. */
export function modelsListed(reply: ServerReply | null): readonly ServedModel[] | null {
  const data = at(reply?.json, 'data');
  if (!Array.isArray(data)) return null;
  return data.slice(0, MAX_MODELS).flatMap((entry): readonly ServedModel[] => {
    const name = textAt(entry, 'id');
    if (name === undefined) return [];
    return [
      {
        name,
        root: textAt(entry, 'root'),
        context: numberAt(entry, 'max_model_len') ?? numberAt(entry, 'meta', 'n_ctx_train'),
        base: textAt(entry, 'parent'),
      },
    ];
  });
}

/** Who owns the models of such a list: `vllm`, `sglang`, `llamacpp`. */
export function ownerIn(reply: ServerReply): string | undefined {
  return textAt(reply.json, 'data', 0, 'owned_by');
}
