import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BehindNode, behindModel } from '../../../src/attribution/lineage/behind.ts';
import type { ByteFact } from '../../../src/attribution/lineage/checking/bytes.ts';
import { loadLineage, readLineageFile } from '../../../src/attribution/lineage/load.ts';
import type { Lineage } from '../../../src/attribution/lineage/types.ts';
import { safe } from '../../../src/text/sanitise.ts';

const example = join(import.meta.dirname, '../../../fixtures/attribution/lineage/valid-small.yaml');

const treeOf = (lineage: Lineage, id: string, facts: readonly ByteFact[] = []) => {
  const model = lineage.models.get(id);
  if (!model) throw new Error(id);
  return behindModel(lineage, model, facts);
};
const all = (node: BehindNode): readonly BehindNode[] => [node, ...node.behind.flatMap(all)];

describe('what stands behind a model', () => {
  it('is everybody and everything that the lineage names', async () => {
    const nodes = all(treeOf(await readLineageFile(example), 'chat-70b'));
    const named = nodes.map(({ role, name }) => `${role} ${name}`);
    for (const one of ['adapter support-lora', 'datanet handbook', 'contributor chloe']) {
      expect(named).toContain(one);
    }
    expect(nodes.filter(({ evidence }) => evidence === 'checked')).toEqual([]);
  });

  it('is checked where every hash that is named was seen', async () => {
    const lineage = await readLineageFile(example);
    const fact = (result: ByteFact['result']): ByteFact => ({
      party: 'adapter:support-lora',
      what: 'hash',
      file: safe`w`,
      result,
      said: safe`a`,
      found: safe`a`,
      path: [],
    });
    const evidence = (...facts: readonly ByteFact[]) =>
      all(treeOf(lineage, 'chat-70b', facts)).find(({ role }) => role === 'adapter')?.evidence;
    expect(evidence(fact('same'))).toBe('checked');
    expect(evidence(fact('same'), fact('absent'))).toBe('declared');
  });

  it('is drawn to a limit, however often things were made of each other', () => {
    const layers = Array.from(
      { length: 16 },
      (_, layer) =>
        `  a${layer}: { from: [a${layer + 1}, b${layer + 1}] }\n  b${layer}: { from: [a${layer + 1}, b${layer + 1}] }\n`,
    ).join('');
    const text = `lineage: x\nbases:\n${layers}  a16: {}\n  b16: {}\nmodels: { m: { base: a0 } }\n`;
    const nodes = all(treeOf(loadLineage(text, 'x'), 'm'));
    expect(nodes.length).toBeLessThan(2_100);
    expect(nodes.some(({ role }) => role === 'more')).toBe(true);
  });
});
