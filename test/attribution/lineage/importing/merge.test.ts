import { describe, expect, it } from 'vitest';
import { Draft } from '../../../../src/attribution/lineage/importing/draft.ts';
import { mergeInto } from '../../../../src/attribution/lineage/importing/merge.ts';
import { loadLineage } from '../../../../src/attribution/lineage/load.ts';

/** Of an adapter on a base model that a lineage may know by another name. */
function imported() {
  const draft = new Draft();
  draft.add('bases', 'meta-llama/Llama-3.1-8B', { source: 'hf:meta-llama/Llama-3.1-8B' });
  draft.add('adapters', 'support', { base: 'meta-llama/Llama-3.1-8B', licence: 'llama3.1' });
  return draft.done('test');
}

describe('merging into a lineage file', () => {
  it('keeps comments and what stands there, adds what is missing, and tells what differs', () => {
    const text = `# Who stands behind our models
lineage: acme
bases:
  llama: # the small one
    names: [meta-llama/Llama-3.1-8B]
adapters:
  # bought in May
  support: { licence: MIT }
`;
    const { text: after, added, kept } = mergeInto(text, 'lineage.yaml', [imported()]);
    for (const comment of [
      '# Who stands behind our models',
      '# the small one',
      '# bought in May',
    ]) {
      expect(after).toContain(comment);
    }
    expect(added).toBe(0);
    expect(kept).toEqual(['adapters.support.licence: kept "MIT", imported was "llama3.1"']);
    const lineage = loadLineage(after, 'lineage.yaml');
    expect([...lineage.bases.keys()]).toEqual(['llama']);
    expect(lineage.bases.get('llama')?.source).toBe('hf:meta-llama/Llama-3.1-8B');
    expect(lineage.adapters.get('support')).toMatchObject({ base: 'llama', licence: 'MIT' });
  });

  it('changes nothing the second time', () => {
    const once = mergeInto(null, 'x', [imported()]).text;
    const twice = mergeInto(once, 'x', [imported()]);
    expect([twice.text, twice.added, twice.kept]).toEqual([once, 0, []]);
  });

  it('refuses what would make the file unsound, with what to do', () => {
    const text =
      'lineage: x\nbases: { a: { from: meta-llama/Llama-3.1-8B }, meta-llama/Llama-3.1-8B: {} }\n';
    const draft = new Draft();
    draft.add('bases', 'meta-llama/Llama-3.1-8B', { from: ['a'] });
    expect(() => mergeInto(text, 'x', [draft.done('test')])).toThrow(
      /would not be sound: bases go round/,
    );
  });

  it('says nothing is made of itself', () => {
    const draft = new Draft();
    draft.add('bases', 'a', { from: ['a', 'b'] });
    draft.add('bases', 'b');
    expect(draft.done('test').warnings).toEqual(['a is not made of itself']);
  });
});
