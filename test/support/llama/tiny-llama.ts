import { seededRandom } from '../../../src/sandbox/random.ts';
import { type GgufTensor, type GgufValue, writeGguf } from './gguf.ts';

const WIDTH = 64;
const HIDDEN = 128;
const LAYERS = 2;
const RANK = 4;

/** Kinds of tokens in llama.cpp's vocabulary. */
const tokenKind = { normal: 1, unknown: 2, control: 3, byte: 6 } as const;

/** `<unk>`, `<s>`, `</s>`, every byte, and some pieces, as SentencePiece has them. */
const pieces = ['▁', ...'etaoinshrdlcumwfgypbvkjxqz.,', '▁t', 'he', '▁the', '▁a', 'in', 'er', 'on'];
const vocabulary: readonly (readonly [piece: string, kind: number])[] = [
  ['<unk>', tokenKind.unknown],
  ['<s>', tokenKind.control],
  ['</s>', tokenKind.control],
  ...Array.from({ length: 256 }, (_, byte): [string, number] => [
    `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
    tokenKind.byte,
  ]),
  ...pieces.map((piece): [string, number] => [piece, tokenKind.normal]),
];

/** A llama of two layers with random weights: half a megabyte that llama.cpp takes for a model. */
export function writeTinyLlama(path: string): void {
  const random = seededRandom(7);
  const layers = Array.from({ length: LAYERS }, (_, layer) => layerOf(layer, random));
  writeGguf(
    path,
    {
      'general.architecture': { type: 'string', value: 'llama' },
      'general.name': { type: 'string', value: 'tiny-llama' },
      'llama.context_length': { type: 'u32', value: 256 },
      'llama.embedding_length': { type: 'u32', value: WIDTH },
      'llama.block_count': { type: 'u32', value: LAYERS },
      'llama.feed_forward_length': { type: 'u32', value: HIDDEN },
      'llama.attention.head_count': { type: 'u32', value: 4 },
      'llama.attention.head_count_kv': { type: 'u32', value: 4 },
      'llama.attention.layer_norm_rms_epsilon': { type: 'f32', value: 1e-5 },
      'llama.rope.dimension_count': { type: 'u32', value: WIDTH / 4 },
      'llama.vocab_size': { type: 'u32', value: vocabulary.length },
      'tokenizer.ggml.model': { type: 'string', value: 'llama' },
      'tokenizer.ggml.tokens': { type: 'strings', value: vocabulary.map(([piece]) => piece) },
      'tokenizer.ggml.scores': { type: 'f32s', value: vocabulary.map((_, index) => -index) },
      'tokenizer.ggml.token_type': { type: 'i32s', value: vocabulary.map(([, kind]) => kind) },
      'tokenizer.ggml.bos_token_id': { type: 'u32', value: 1 },
      'tokenizer.ggml.eos_token_id': { type: 'u32', value: 2 },
      'tokenizer.ggml.unknown_token_id': { type: 'u32', value: 0 },
    } satisfies Record<string, GgufValue>,
    {
      'token_embd.weight': filled([WIDTH, vocabulary.length], random),
      ...Object.assign({}, ...layers),
      'output_norm.weight': ones(),
      'output.weight': filled([WIDTH, vocabulary.length], random),
    },
  );
}

/** A low-rank change of its attention, strong enough to be heard. */
export function writeTinyLora(path: string): void {
  const random = seededRandom(11);
  const tensors: Record<string, GgufTensor> = {};
  for (let layer = 0; layer < LAYERS; layer += 1) {
    tensors[`blk.${layer}.attn_v.weight.lora_a`] = filled([WIDTH, RANK], random, 1);
    tensors[`blk.${layer}.attn_v.weight.lora_b`] = filled([RANK, WIDTH], random, 1);
  }
  writeGguf(
    path,
    {
      'general.architecture': { type: 'string', value: 'llama' },
      'general.type': { type: 'string', value: 'adapter' },
      'general.name': { type: 'string', value: 'tiny-lora' },
      'adapter.type': { type: 'string', value: 'lora' },
      'adapter.lora.alpha': { type: 'f32', value: RANK * 2 },
    },
    tensors,
  );
}

function layerOf(layer: number, random: () => number): Record<string, GgufTensor> {
  const square = () => filled([WIDTH, WIDTH], random);
  const at = (name: string) => `blk.${layer}.${name}.weight`;
  return {
    [at('attn_norm')]: ones(),
    [at('attn_q')]: square(),
    [at('attn_k')]: square(),
    [at('attn_v')]: square(),
    [at('attn_output')]: square(),
    [at('ffn_norm')]: ones(),
    [at('ffn_gate')]: filled([WIDTH, HIDDEN], random),
    [at('ffn_up')]: filled([WIDTH, HIDDEN], random),
    [at('ffn_down')]: filled([HIDDEN, WIDTH], random),
  };
}

function ones(): GgufTensor {
  return { shape: [WIDTH], data: new Float32Array(WIDTH).fill(1) };
}

function filled(shape: readonly [number, number], random: () => number, scale = 0.3): GgufTensor {
  const data = new Float32Array(shape[0] * shape[1]);
  return { shape, data: data.map(() => (random() * 2 - 1) * scale) };
}
