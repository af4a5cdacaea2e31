import { type Licence, permits } from './licence.ts';

function llama(id: string, version: string, words: string, source: string): Licence {
  return {
    ids: [id],
    permits: permits.conditional,
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
    permits: permits.restricted,
    words: 'forbids the uses that it lists, and derivatives must forbid them too',
    source,
    text,
  };
}

/** Licences that makers of models wrote for them. */
export const modelLicences: readonly Licence[] = [
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
    permits: permits.restricted,
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
    permits: permits.researchOnly,
    words: 'research only',
    source: 'https://huggingface.co/spaces/DeepFloyd/deepfloyd-if-license',
    text: /deepfloyd if license/i,
  },
  {
    ids: ['fair-noncommercial-research-license'],
    permits: permits.researchOnly,
    words: 'non-commercial research only',
    source: 'https://huggingface.co/facebook/fair-noncommercial-research-license',
    text: /fair noncommercial research license/i,
  },
  {
    ids: ['apple-amlr'],
    permits: permits.researchOnly,
    words: 'research only',
    source: 'https://huggingface.co/apple/deeplabv3-mobilevit-small/blob/main/LICENSE',
    text: /apple machine learning research model/i,
  },
  {
    ids: ['mrl', 'mistral-ai-research-license'],
    permits: permits.researchOnly,
    words: 'research only; Mistral sells a commercial licence',
    source: 'https://mistral.ai/licenses/MRL-0.1.md',
    text: /mistral ai research license/i,
  },
  {
    ids: ['mnpl', 'mistral-ai-non-production-license'],
    permits: permits.researchOnly,
    words: 'not in production; Mistral sells a commercial licence',
    source: 'https://mistral.ai/licenses/MNPL-0.1.md',
    text: /mistral ai non-production license/i,
  },
  {
    ids: ['qwen', 'tongyi-qianwen'],
    permits: permits.conditional,
    words: 'above 100 million monthly users Alibaba Cloud must be asked',
    source: 'https://huggingface.co/Qwen/Qwen2.5-72B/blob/main/LICENSE',
    text: /(?:qwen|tongyi qianwen) license agreement/i,
  },
  {
    ids: ['qwen-research'],
    permits: permits.researchOnly,
    words: 'non-commercial research only',
    source: 'https://huggingface.co/Qwen/Qwen2.5-3B/blob/main/LICENSE',
    text: /qwen research license agreement/i,
  },
  {
    ids: ['deepseek', 'deepseek-license'],
    permits: permits.restricted,
    words: 'forbids the uses that it lists, and derivatives must forbid them too',
    source: 'https://github.com/deepseek-ai/DeepSeek-LLM/blob/main/LICENSE-MODEL',
    text: /deepseek license agreement/i,
  },
  {
    ids: ['stabilityai-ai-community', 'stabilityai-community'],
    permits: permits.conditional,
    words: 'from 1,000,000 US$ of yearly revenue on Stability AI must be asked',
    source: 'https://stability.ai/community-license-agreement',
    text: /stability ai community license/i,
  },
  {
    ids: ['flux-1-dev-non-commercial-license'],
    permits: permits.researchOnly,
    words: 'non-commercial only',
    source: 'https://huggingface.co/black-forest-labs/FLUX.1-dev/blob/main/LICENSE.md',
    text: /flux\.1 \[dev\] non-commercial license/i,
  },
];
