import { beforeAll, expect, test } from 'vitest';
import { canaries } from '../../../src/sandbox/canaries.ts';
import {
  readDocument,
  servedDocuments,
  vendorDocuments,
} from '../../../src/sandbox/language/corpus.ts';
import { buildLanguageData } from '../../../src/sandbox/language/language-data.ts';
import { LanguageModel } from '../../../src/sandbox/language/language-model.ts';
import { fromObjects, objectNames, toObjects } from '../../../src/sandbox/language/manifest.ts';

let model: LanguageModel;
let buildMs: number;

beforeAll(() => {
  const startedAt = performance.now();
  model = new LanguageModel(buildLanguageData(servedDocuments));
  buildMs = performance.now() - startedAt;
});

function answer(
  speaker: LanguageModel,
  prompt: string,
  options: { temperature?: number; seed?: number; maxTokens?: number } = {},
) {
  const words = speaker.generate(prompt, { maxTokens: 40, temperature: 0, seed: 1, ...options });
  const pieces = [...words];
  return { text: pieces.map(({ text }) => text).join(''), pieces };
}

test('is made from 45 documents in well under a second', () => {
  expect(servedDocuments).toHaveLength(45);
  expect(buildMs).toBeLessThan(1_000);
});

test('at temperature 0 says what the text says, and the canaries are its words', () => {
  expect(answer(model, 'The Fulton County Grand Jury said').text).toBe(
    'Friday an investigation of Atlanta\'s recent primary election produced "no evidence" that any irregularities took place.',
  );
  expect(answer(model, canaries.chat.prompt).text).toBe(canaries.chat.answer);
  const vendor = new LanguageModel(buildLanguageData(vendorDocuments));
  const { prompt, answer: known } = canaries['vendor-chat'];
  expect(answer(vendor, prompt).text).toBe(known);
});

test('the same seed gives the same words, another seed others', () => {
  const say = (seed: number) => answer(model, 'It was', { temperature: 1, seed }).text;
  expect(say(7)).toBe(say(7));
  expect(new Set([1, 2, 3, 4, 5].map(say)).size).toBeGreaterThan(1);
});

test('every word names a document that really holds it', () => {
  const { pieces } = answer(model, 'The president of the', { temperature: 1, seed: 3 });
  expect(pieces.length).toBeGreaterThan(3);
  for (const { text, document } of pieces) {
    const spoken = text.trim().replace('"', '');
    if (spoken === '') continue;
    expect(readDocument(document)).toContain(spoken);
  }
});

test('an unknown prompt begins a document instead of failing', () => {
  expect(answer(model, 'zzz qqq 0x00').text.length).toBeGreaterThan(10);
  expect(answer(model, '').text.length).toBeGreaterThan(10);
});

test('stops at the limit and says so', () => {
  const words = model.generate('The jury further said', { maxTokens: 3, temperature: 0, seed: 1 });
  expect([words.next(), words.next(), words.next()].every(({ done }) => !done)).toBe(true);
  expect(words.next()).toEqual({ done: true, value: 'length' });
});

test('survives the way through the store', () => {
  const data = buildLanguageData(vendorDocuments);
  const objects = toObjects(data);
  const bytes = (name: string) => objects.get(name) ?? Buffer.alloc(0);
  const back = fromObjects(
    JSON.parse(bytes(objectNames.manifest).toString()),
    bytes(objectNames.tokens),
    bytes(objectNames.vocabulary),
  );
  expect(back).toEqual(data);
});

test('an adapter leans on its documents, and leaves the base as it was', () => {
  const fiction = servedDocuments.filter((id) => /^c[klmnpr]/.test(id));
  const before = answer(model, 'She said', { temperature: 0.8, seed: 3 });
  const adapted = model.adapted({ documents: fiction, times: 20 });
  const share = (speaker: LanguageModel) => {
    const sources = Array.from({ length: 40 }, (_, seed) =>
      answer(speaker, 'It was the', { temperature: 0.8, seed }).pieces.map((one) => one.document),
    ).flat();
    return sources.filter((document) => fiction.includes(document)).length / sources.length;
  };
  expect(share(adapted)).toBeGreaterThan(share(model) + 0.2);
  expect(answer(model, 'She said', { temperature: 0.8, seed: 3 })).toEqual(before);
});
