import { asCount, asFields, asText } from './json.ts';

/** Names of models that are compared; the largest lists have some hundred. */
export const MAX_MODELS = 10_000;

/** A model as a list names it. */
export interface ListedModel {
  readonly name: string;
  /** Where its weights come from: a path, or the name under which they are published. */
  readonly root: string | undefined;
  /** Tokens of its context. */
  readonly context: number | undefined;
}

/** A list as OpenAI and its kin write it (`data`, `id`), or as Google does (`models`, `name`). */
export function listedModels(document: unknown): readonly ListedModel[] | undefined {
  const fields = asFields(document);
  const entries = fields?.data ?? fields?.models;
  if (!Array.isArray(entries)) return undefined;
  return entries.slice(0, MAX_MODELS).flatMap((entry) => {
    const model = asFields(entry);
    const name = asText(model?.id) ?? asText(model?.name);
    if (name === undefined) return [];
    const context = asCount(model?.max_model_len) ?? asCount(model?.context_length);
    return { name, root: asText(model?.root), context };
  });
}
