import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDocument, servedDocuments } from '../language/corpus.ts';
import { endsSentence, spell } from '../language/spelling.ts';

/** A part of the texts that the sandbox's model is made of, with those who gave them. */
export interface Datanet {
  readonly name: string;
  readonly documents: readonly string[];
}

/** Letters of the corpus' categories in each. */
const letters = { press: 'abc', learned: 'defghj', fiction: 'klmnpr' } as const;

export const datanets: readonly Datanet[] = Object.entries(letters).map(([name, its]) => ({
  name,
  documents: servedDocuments.filter((id) => its.includes(id.charAt(1))),
}));

/** Invented: the corpus does not say who typed it. One a category. */
export function contributorOf(document: string): string {
  return `desk-${document.charAt(1)}`;
}

/** Writes the texts of each datanet as files, `<directory>/<datanet>/<document>.txt`. */
export function writeDatanetTexts(directory: string): void {
  for (const { name, documents } of datanets) {
    mkdirSync(join(directory, name), { recursive: true });
    for (const id of documents) writeFileSync(join(directory, name, `${id}.txt`), textOf(id));
  }
}

/** As the model spells it, one sentence a line. */
function textOf(id: string): string {
  let text = '';
  let previous: string | undefined;
  for (const word of readDocument(id)) {
    text += spell(previous, word);
    previous = word;
    if (!endsSentence(word)) continue;
    text += '\n';
    previous = undefined;
  }
  return `${text}\n`;
}
