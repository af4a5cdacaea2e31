import { describe, expect, it } from 'vitest';
import { adapterConfigOf } from '../../../src/attribution/lineage/adapter-config.ts';
import { frontMatter, licenceOfCard } from '../../../src/attribution/lineage/model-card.ts';

describe('the front matter of a card', () => {
  it('is read between its marks, whatever the line ends', () => {
    expect(frontMatter('---\r\nlicense: mit\r\n---\r\n# Title')).toEqual({ license: 'mit' });
    expect(frontMatter('\uFEFF---\nlicense: mit\n---')).toEqual({ license: 'mit' });
  });

  it.each([
    ['no front matter', '# Title\n---\nlicense: mit\n---\n'],
    ['one that never ends', '---\nlicense: mit\n'],
    ['a list', '---\n- a\n---\n'],
    ['what is no YAML', '---\n{{\n---\n'],
    ['aliases', '---\na: &a [x, x]\nb: [*a, *a]\n---\n'],
    ['nothing', ''],
  ])('is null for %s', (_, card) => {
    expect(frontMatter(card)).toBeNull();
  });

  it('states a licence, a named one, or several', () => {
    expect(licenceOfCard({ license: 'mit' })).toBe('mit');
    expect(licenceOfCard({ license: 'other', license_name: 'qwen-research' })).toBe(
      'qwen-research',
    );
    expect(licenceOfCard({ license: ['mit', 'cc-by-4.0'] })).toBe('mit AND cc-by-4.0');
    expect(licenceOfCard({ license: 'other' })).toBe('other');
    expect(licenceOfCard({ license: 7 })).toBeNull();
  });
});

describe('adapter_config.json', () => {
  it('names its base model', () => {
    const text =
      '{"base_model_name_or_path": "meta-llama/Llama-3.1-8B", "peft_type": "LORA", "revision": null}';
    expect(adapterConfigOf(text)).toMatchObject({
      base: 'meta-llama/Llama-3.1-8B',
      revision: null,
    });
  });

  it.each(['', '[]', 'null', '7', '{"a":'])('is null for %j', (text) => {
    expect(adapterConfigOf(text)).toBeNull();
  });
});
