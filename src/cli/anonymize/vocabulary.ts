import { probes } from '../../../probes/registry.ts';
import { linkKinds } from '../../chain/types.ts';
import { toldSymptoms } from '../../diagnosis/effects/whereabouts.ts';
import { faultModes } from '../../diagnosis/modes/catalogue.ts';
import type { Vocabulary } from '../../events/anonymize/names.ts';

/** Symptoms that the diagnosis itself finds in durations. */
const slowSymptoms = [
  'dns.slow',
  'tcp.slow',
  'http.slow',
  'llm.ttft_slow',
  'llm.slow_tokens',
  ...toldSymptoms,
];

/** The words of weaklink's own sentences, which name nobody, and its keys, which are no domains. */
export function ownVocabulary(): Vocabulary {
  const keys = new Set<string>(slowSymptoms);
  const own = new Set<string>([...Object.keys(linkKinds), ...Object.keys(probes), 'outside']);
  for (const { id, title, remedy, shows } of faultModes) {
    keys.add(id);
    for (const symptoms of Object.values(shows)) {
      for (const symptom of Object.keys(symptoms)) keys.add(symptom);
    }
    for (const word of wordsOf(`${title} ${remedy}`)) own.add(word);
  }
  for (const key of keys) for (const word of wordsOf(key)) own.add(word);
  for (const kind of Object.keys(linkKinds)) for (const word of wordsOf(kind)) own.add(word);
  return { own, keys };
}

/** Whole words with their hyphens, and the parts between them. */
function wordsOf(text: string): readonly string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}_-]+/gu) ?? [];
  return words.flatMap((word) => [word, ...word.split(/[_-]/)]);
}
