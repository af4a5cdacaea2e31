import { servedDocuments } from '../language/corpus.ts';
import type { Leaning } from '../language/language-model.ts';

/** A small change of the served model, asked for by a model name of its own, as vLLM serves LoRAs. */
export interface Adapter {
  readonly name: string;
  readonly leaning: Leaning;
}

/** By the model name that asks for each. */
export const adapters: ReadonlyMap<string, Adapter> = new Map([
  ['chat-fiction', { name: 'fiction-style', leaning: { documents: textsOf('klmnpr'), times: 20 } }],
]);

function textsOf(letters: string): readonly string[] {
  return servedDocuments.filter((id) => letters.includes(id.charAt(1)));
}
