import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  checkedParties,
  factsOfBytes,
} from '../../../../src/attribution/lineage/checking/bytes.ts';
import { checkLineage } from '../../../../src/attribution/lineage/checking/check.ts';
import type { LineageFinding } from '../../../../src/attribution/lineage/checking/findings.ts';
import type { Use } from '../../../../src/attribution/lineage/licences/licence.ts';
import { loadLineage } from '../../../../src/attribution/lineage/load.ts';
import { scratch } from '../../../support/scratch.ts';

const check = (text: string, use: Use | null = null) =>
  checkLineage(loadLineage(text, 'lineage.yaml'), { facts: [], use });
const told = (findings: readonly LineageFinding[], ...kinds: readonly string[]) =>
  findings.filter(({ kind }) => kinds.includes(kind)).map(({ node, words }) => `${node}: ${words}`);

describe('a check of a lineage', () => {
  it('says what is missing', () => {
    const text = `lineage: x
contributors: { ada: }
datanets:
  a: { licence: unknown, documents: { one: {}, two: {}, three: { contributor: ada } } }
bases:
  b: { licence: MIT, source: hf:x/b }
adapters: { c: { licence: MIT } }
models: { m: { adapters: [c] } }
splits: [{ model: m, shares: { stakers: 400000, contributors: 600000 } }]
`;
    expect(told(check(text), 'missing')).toEqual([
      'datanet:a: states no licence',
      'datanet:a: names no file with its hash, so nothing can be held against bytes',
      'datanet:a: names no contributor',
      'datanet:a: document one and 1 more of nobody',
      'base:b: names no file with its hash, so nothing can be held against bytes',
      'base:b: names no revision of hf:x/b, which can change any day',
      'adapter:c: names no file with its hash, so nothing can be held against bytes',
      'adapter:c: names no base model',
      'model:m: names no base model',
      'model:m: no datanet is named anywhere behind it',
      'model:m: its split gives stakers a part, and with c it names none',
      'model:m: its split gives contributors a part, and with c it names none',
    ]);
    expect(told(check('lineage: x\nmodels: { m: {} }\n'), 'missing')).toContain(
      'model:m: no split says who gets what',
    );
  });

  it('says what contradicts', () => {
    const text = `lineage: x
contributors: { ada: , ben: }
datanets:
  a: { licence: CC-BY-NC-4.0, contributors: [ada], documents: { one: { contributor: ben } } }
bases:
  b: { licence: MIT, datanets: [a] }
  tuned: { licence: MIT, from: b }
  other: { licence: MIT }
adapters:
  c: { licence: MIT, base: b }
  d: { licence: MIT, base: other }
models: { m: { base: tuned, adapters: [c, d] } }
`;
    const findings = check(text);
    expect(told(findings, 'contradicts')).toEqual([
      'datanet:a: document one is of ben, who is none of its contributors',
      'base:b: MIT allows commercial use, and CC-BY-NC-4.0 of datanet:a, which it was made of, does not',
      'model:m: is tuned with d, which was trained on other',
    ]);
  });

  it('says what documents contradict, and splits that pay strangers', () => {
    const text = `lineage: x
contributors: { ada: }
datanets:
  a: { licence: MIT, contributors: [ada], documents: { one: { contributor: ada, licence: CC-BY-NC-4.0 }, two: { contributor: ada, licence: CC-BY-NC-4.0 } } }
bases: { b: { licence: MIT, datanets: [a] }, c: { licence: MIT } }
models: { m: { base: b } }
splits: [{ model: m, shares: { "base:b": 500000, "base:c": 500000 } }]
`;
    expect(told(check(text), 'contradicts')).toEqual([
      'datanet:a: MIT allows commercial use, and CC-BY-NC-4.0 of its document one does not',
      'datanet:a: MIT allows commercial use, and CC-BY-NC-4.0 of its document two does not',
      'model:m: its split pays base:c, which does not stand behind it',
    ]);
    expect(told(check(text, 'commercial'), 'forbidden')).toEqual([
      'datanet:a, document one: CC-BY-NC-4.0 forbids commercial use: no use for commercial advantage',
    ]);
  });

  it('says which licences forbid a use, first', () => {
    const text = `lineage: x
datanets: { a: { licence: CC-BY-NC-4.0 } }
bases:
  b: { licence: gemma }
  c: { licence: LicenseRef-own }
`;
    const findings = check(text, 'commercial');
    expect(findings[0]).toMatchObject({
      kind: 'forbidden',
      words: 'CC-BY-NC-4.0 forbids commercial use: no use for commercial advantage',
      todo: 'Read https://creativecommons.org/licenses/by-nc/4.0/legalcode',
    });
    expect(told(findings, 'condition')).toEqual([
      'base:b: gemma allows commercial use under conditions: forbids the uses of its policy, and derivatives must forbid them too',
    ]);
    expect(told(findings, 'missing')).toContain(
      'base:c: nobody can say whether LicenseRef-own allows commercial use: weaklink does not know LicenseRef-own',
    );
    expect(told(check(text, 'research'), 'forbidden')).toEqual([]);
  });
});

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A local copy of an adapter, as the Hub's cache keeps it. */
async function copyOf(card: string, config: object, weights: string) {
  const root = await scratch();
  const commit = 'a'.repeat(40);
  const folder = join(root, 'snapshots', commit);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'README.md'), card);
  writeFileSync(join(folder, 'adapter_config.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'adapter_model.safetensors'), weights);
  writeFileSync(join(root, 'LICENSE'), 'MIT License\n\nCopyright (c) 2026 Acme\n');
  return { root, commit };
}

const lineageOf = (commit: string, weights: string) =>
  loadLineage(
    `lineage: x
bases: { llama: { names: [meta-llama/Llama-3.1-8B] } }
adapters:
  lora:
    base: llama
    licence: mit
    licence-file: ../../LICENSE
    directory: snapshots/${commit}
    revision: ${commit}
    files: [{ path: adapter_model.safetensors, sha256: ${sha256(weights)} }]
`,
    'lineage.yaml',
  );

describe('bytes', () => {
  it('confirm what is declared', async () => {
    const card = '---\nlicense: mit\nbase_model: meta-llama/Llama-3.1-8B\n---\n# LoRA\n';
    const { root, commit } = await copyOf(
      card,
      { base_model_name_or_path: 'Meta-Llama/Llama-3.1-8B', peft_type: 'LORA' },
      'weights',
    );
    const facts = await factsOfBytes(lineageOf(commit, 'weights'), root);
    expect(facts.map(({ what, file, result }) => [what, file, result])).toEqual([
      ['hash', 'adapter_model.safetensors', 'same'],
      ['licence', '../../LICENSE', 'same'],
      ['licence', 'README.md', 'same'],
      ['base model', 'README.md', 'same'],
      ['base model', 'adapter_config.json', 'same'],
      ['revision', `snapshots/${commit}`, 'same'],
    ]);
    expect([...checkedParties(facts)]).toEqual(['adapter:lora']);
  });

  it('contradict what is not so', async () => {
    const card = '---\nlicense: llama3.1\nbase_model: [mistralai/Mistral-7B-v0.3]\n---\n';
    const { root, commit } = await copyOf(
      card,
      { base_model_name_or_path: '/models/qwen' },
      'other',
    );
    writeFileSync(join(root, 'LICENSE'), 'Gemma Terms of Use\n');
    const lineage = lineageOf(commit, 'weights');
    const facts = await factsOfBytes(lineage, root);
    expect(told(checkLineage(lineage, { facts, use: null }), 'contradicts').toSorted()).toEqual([
      'adapter:lora: base model: llama here, /models/qwen in adapter_config.json',
      'adapter:lora: base model: llama here, mistralai/Mistral-7B-v0.3 in README.md',
      `adapter:lora: hash: ${sha256('weights').slice(0, 12)} here, ${sha256('other').slice(0, 12)} in adapter_model.safetensors`,
      'adapter:lora: licence: mit here, gemma in ../../LICENSE',
      'adapter:lora: licence: mit here, llama3.1 in README.md',
    ]);
    expect(checkedParties(facts).size).toBe(0);
  });

  it('that are not here confirm and contradict nothing', async () => {
    const root = await scratch();
    const lineage = lineageOf('b'.repeat(40), 'weights');
    const facts = await factsOfBytes(lineage, root);
    expect(facts.every(({ result }) => result === 'absent')).toBe(true);
    expect(told(checkLineage(lineage, { facts, use: null }), 'contradicts')).toEqual([]);
    expect(told(checkLineage(lineage, { facts, use: null }), 'unchecked')).toContain(
      'adapter:lora: its hash was not checked, adapter_model.safetensors: there is no such file',
    );
  });

  it('of a directory or garbage end no check', async () => {
    const { root, commit } = await copyOf('---\n- a\n- b\n---\n', [], 'weights');
    const lineage = loadLineage(
      `lineage: x\nbases: { b: {} }\nadapters: { a: { base: b, directory: snapshots/${commit}, licence: mit, files: [{ path: ., sha256: ${'a'.repeat(64)} }] } }\n`,
      'lineage.yaml',
    );
    const facts = await factsOfBytes(lineage, root);
    expect(facts.map(({ result, found }) => [result, found])).toEqual([
      ['absent', 'not a regular file'],
    ]);
  });
});
