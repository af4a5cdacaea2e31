/** What somebody wants to do with what a licence covers. */
export const uses = ['commercial', 'research', 'derivatives'] as const;
export type Use = (typeof uses)[number];

/** `conditions`: allowed, with duties or limits that a person must read. */
export type Permission = 'yes' | 'no' | 'conditions';

export interface Licence {
  /** As cards and SPDX expressions name it, lower case; the first is what messages say. */
  readonly ids: readonly string[];
  readonly permits: Readonly<Record<Use, Permission>>;
  /** The conditions or the prohibition, in words; null where none concerns these uses. */
  readonly words: string | null;
  /** Where that is read. */
  readonly source: string;
  /** How its text begins; null where it has no text of its own that can be told. */
  readonly text: RegExp | null;
}

const free = { commercial: 'yes', research: 'yes', derivatives: 'yes' } as const;
const conditional = {
  commercial: 'conditions',
  research: 'yes',
  derivatives: 'conditions',
} as const;
const restricted = {
  commercial: 'conditions',
  research: 'conditions',
  derivatives: 'conditions',
} as const;
const researchOnly = { commercial: 'no', research: 'yes', derivatives: 'conditions' } as const;
const copyleft = { ...free, derivatives: 'conditions' } as const;

const spdx = (id: string) => `https://spdx.org/licenses/${id}.html`;

function freeOne(ids: readonly string[], spdxId: string, text: RegExp | null = null): Licence {
  return { ids, permits: free, words: null, source: spdx(spdxId), text };
}

function copyleftOne(ids: readonly string[], spdxId: string, text: RegExp | null, words: string) {
  return { ids, permits: copyleft, words, source: spdx(spdxId), text };
}

/** Creative Commons by elements and version: `by-nc-sa`, `4.0`. */
function creativeCommons(elements: string, version: string): Licence {
  const parts = elements.split('-');
  const isNonCommercial = parts.includes('nc');
  const isNoDerivatives = parts.includes('nd');
  const isShareAlike = parts.includes('sa');
  const words = [
    ...(isNonCommercial ? ['no use for commercial advantage'] : []),
    ...(isNoDerivatives ? ['adaptations must not be shared'] : []),
    ...(isShareAlike ? ['adaptations under the same licence'] : []),
  ];
  const titles: Readonly<Record<string, string>> = {
    by: 'Attribution',
    nc: 'NonCommercial',
    nd: 'NoDerivatives',
    sa: 'ShareAlike',
  };
  const title = parts.map((part) => titles[part]).join('-');
  return {
    ids: [`cc-${elements}-${version}`],
    permits: {
      commercial: isNonCommercial ? 'no' : 'yes',
      research: 'yes',
      derivatives: isNoDerivatives ? 'no' : isShareAlike ? 'conditions' : 'yes',
    },
    words: words.length > 0 ? words.join('; ') : null,
    source: `https://creativecommons.org/licenses/${elements}/${version}/legalcode`,
    text: new RegExp(String.raw`${title}\s+${version.replace('.', String.raw`\.`)}\b`, 'i'),
  };
}

function llama(id: string, version: string, words: string, source: string): Licence {
  return {
    ids: [id],
    permits: conditional,
    words,
    source,
    text: new RegExp(
      String.raw`LLAMA\s+${version.replace('.', String.raw`\.`)}\s+(?:VERSION\s+)?COMMUNITY LICENSE`,
      'i',
    ),
  };
}

const llamaScale = 'above 700 million monthly users Meta must be asked';

function rail(ids: readonly string[], source: string, text: RegExp): Licence {
  return {
    ids,
    permits: restricted,
    words: 'forbids the uses that it lists, and derivatives must forbid them too',
    source,
    text,
  };
}

/**
 * Licences that models and data commonly have. Facts read in their texts (`source`), reduced to three
 * uses; not legal advice. A licence that is not here is unknown, never allowed.
 */
export const licences: readonly Licence[] = [
  freeOne(['apache-2.0'], 'Apache-2.0', /apache license\s+version 2\.0/i),
  freeOne(['mit'], 'MIT', /\bmit license\b|permission is hereby granted, free of charge/i),
  freeOne(['mit-0'], 'MIT-0'),
  freeOne(['bsd-2-clause'], 'BSD-2-Clause', /bsd 2-clause/i),
  freeOne(['bsd-3-clause'], 'BSD-3-Clause', /bsd 3-clause/i),
  freeOne(['bsd-3-clause-clear'], 'BSD-3-Clause-Clear'),
  freeOne(['isc'], 'ISC', /\bisc license\b/i),
  freeOne(['bsl-1.0'], 'BSL-1.0', /boost software license/i),
  freeOne(['zlib'], 'Zlib'),
  freeOne(['unlicense'], 'Unlicense', /released into the public domain/i),
  freeOne(['wtfpl'], 'WTFPL'),
  freeOne(['cc0-1.0'], 'CC0-1.0', /cc0 1\.0 universal/i),
  freeOne(['pddl', 'pddl-1.0'], 'PDDL-1.0', /public domain dedication/i),
  freeOne(['odc-by', 'odc-by-1.0'], 'ODC-By-1.0', /open data commons attribution/i),
  freeOne(['cdla-permissive-1.0'], 'CDLA-Permissive-1.0'),
  freeOne(['cdla-permissive-2.0'], 'CDLA-Permissive-2.0', /cdla-permissive-2\.0/i),
  copyleftOne(
    ['odbl', 'odbl-1.0'],
    'ODbL-1.0',
    /open database license/i,
    'adapted databases under the same licence',
  ),
  copyleftOne(
    ['cdla-sharing-1.0'],
    'CDLA-Sharing-1.0',
    null,
    'enhanced data under the same licence',
  ),
  copyleftOne(
    ['mpl-2.0'],
    'MPL-2.0',
    /mozilla public license version 2\.0/i,
    'changed files under the same licence',
  ),
  ...['2.0', '3.0'].map((version) =>
    copyleftOne(
      [`gpl-${version}`, `gpl-${version}-only`, `gpl-${version}-or-later`],
      `GPL-${version}-only`,
      new RegExp(String.raw`gnu general public license\s+version ${version.slice(0, 1)}`, 'i'),
      'what is conveyed goes under the same licence, with its source',
    ),
  ),
  ...['2.1', '3.0'].map((version) =>
    copyleftOne(
      [`lgpl-${version}`, `lgpl-${version}-only`, `lgpl-${version}-or-later`],
      `LGPL-${version}-only`,
      new RegExp(
        String.raw`gnu lesser general public license\s+version ${version.slice(0, 1)}`,
        'i',
      ),
      'what is conveyed of it goes under the same licence, with its source',
    ),
  ),
  copyleftOne(
    ['agpl-3.0', 'agpl-3.0-only', 'agpl-3.0-or-later'],
    'AGPL-3.0-only',
    /gnu affero general public license\s+version 3/i,
    'users over a network get the source too',
  ),
  ...['2.0', '2.5', '3.0', '4.0'].flatMap((version) =>
    // The longer name first: the text of one holds the name of the other.
    ['by-nc-nd', 'by-nc-sa', 'by-nc', 'by-nd', 'by-sa', 'by'].map((elements) =>
      creativeCommons(elements, version),
    ),
  ),
  llama(
    'llama2',
    '2',
    `${llamaScale}; its output must not improve other language models`,
    'https://ai.meta.com/llama/license/',
  ),
  llama(
    'llama3',
    '3',
    `${llamaScale}; its output must not improve other language models`,
    'https://www.llama.com/llama3/license/',
  ),
  llama(
    'llama3.1',
    '3.1',
    `${llamaScale}; "Built with Llama" must be shown, and derivatives be called Llama…`,
    'https://www.llama.com/llama3_1/license/',
  ),
  llama(
    'llama3.2',
    '3.2',
    `${llamaScale}; its multimodal models are not for who lives or has a seat in the EU`,
    'https://www.llama.com/llama3_2/license/',
  ),
  llama(
    'llama3.3',
    '3.3',
    `${llamaScale}; "Built with Llama" must be shown, and derivatives be called Llama…`,
    'https://www.llama.com/llama3_3/license/',
  ),
  llama(
    'llama4',
    '4',
    `${llamaScale}; its multimodal models are not for who lives or has a seat in the EU`,
    'https://www.llama.com/llama4/license/',
  ),
  {
    ids: ['gemma'],
    permits: restricted,
    words: 'forbids the uses of its policy, and derivatives must forbid them too',
    source: 'https://ai.google.dev/gemma/terms',
    text: /gemma terms of use/i,
  },
  rail(
    ['bigscience-openrail-m', 'openrail'],
    'https://huggingface.co/spaces/bigscience/license',
    /bigscience open rail-m/i,
  ),
  rail(
    ['bigscience-bloom-rail-1.0'],
    'https://huggingface.co/spaces/bigscience/license',
    /bigscience rail license/i,
  ),
  rail(
    ['creativeml-openrail-m'],
    'https://huggingface.co/spaces/CompVis/stable-diffusion-license',
    /creativeml open rail-m/i,
  ),
  rail(
    ['openrail++'],
    'https://huggingface.co/stabilityai/stable-diffusion-xl-base-1.0/blob/main/LICENSE.md',
    /creativeml open rail\+\+-m/i,
  ),
  rail(
    ['bigcode-openrail-m'],
    'https://huggingface.co/spaces/bigcode/bigcode-model-license-agreement',
    /bigcode open ?rail-m/i,
  ),
  {
    ids: ['deepfloyd-if-license'],
    permits: researchOnly,
    words: 'research only',
    source: 'https://huggingface.co/spaces/DeepFloyd/deepfloyd-if-license',
    text: /deepfloyd if license/i,
  },
  {
    ids: ['fair-noncommercial-research-license'],
    permits: researchOnly,
    words: 'non-commercial research only',
    source: 'https://huggingface.co/facebook/fair-noncommercial-research-license',
    text: /fair noncommercial research license/i,
  },
  {
    ids: ['apple-amlr'],
    permits: researchOnly,
    words: 'research only',
    source: 'https://huggingface.co/apple/deeplabv3-mobilevit-small/blob/main/LICENSE',
    text: /apple machine learning research model/i,
  },
  {
    ids: ['mrl', 'mistral-ai-research-license'],
    permits: researchOnly,
    words: 'research only; Mistral sells a commercial licence',
    source: 'https://mistral.ai/licenses/MRL-0.1.md',
    text: /mistral ai research license/i,
  },
  {
    ids: ['mnpl', 'mistral-ai-non-production-license'],
    permits: researchOnly,
    words: 'not in production; Mistral sells a commercial licence',
    source: 'https://mistral.ai/licenses/MNPL-0.1.md',
    text: /mistral ai non-production license/i,
  },
  {
    ids: ['qwen', 'tongyi-qianwen'],
    permits: conditional,
    words: 'above 100 million monthly users Alibaba Cloud must be asked',
    source: 'https://huggingface.co/Qwen/Qwen2.5-72B/blob/main/LICENSE',
    text: /(?:qwen|tongyi qianwen) license agreement/i,
  },
  {
    ids: ['qwen-research'],
    permits: researchOnly,
    words: 'non-commercial research only',
    source: 'https://huggingface.co/Qwen/Qwen2.5-3B/blob/main/LICENSE',
    text: /qwen research license agreement/i,
  },
  {
    ids: ['deepseek', 'deepseek-license'],
    permits: restricted,
    words: 'forbids the uses that it lists, and derivatives must forbid them too',
    source: 'https://github.com/deepseek-ai/DeepSeek-LLM/blob/main/LICENSE-MODEL',
    text: /deepseek license agreement/i,
  },
  {
    ids: ['stabilityai-ai-community', 'stabilityai-community'],
    permits: conditional,
    words: 'from 1,000,000 US$ of yearly revenue on Stability AI must be asked',
    source: 'https://stability.ai/community-license-agreement',
    text: /stability ai community license/i,
  },
  {
    ids: ['flux-1-dev-non-commercial-license'],
    permits: researchOnly,
    words: 'non-commercial only',
    source: 'https://huggingface.co/black-forest-labs/FLUX.1-dev/blob/main/LICENSE.md',
    text: /flux\.1 \[dev\] non-commercial license/i,
  },
];

const byId = new Map(
  licences.flatMap((licence) => licence.ids.map((id) => [id, licence] as const)),
);

export function licenceNamed(id: string): Licence | null {
  return byId.get(id.toLowerCase()) ?? null;
}
