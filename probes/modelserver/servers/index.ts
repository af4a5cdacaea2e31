import type { ServerName } from '../options.ts';
import { kserve } from './kserve.ts';
import { litellm } from './litellm.ts';
import { llamacpp } from './llamacpp.ts';
import { ollama } from './ollama.ts';
import { rayserve } from './rayserve.ts';
import type { ModelServer } from './server.ts';
import { sglang } from './sglang.ts';
import { tgi } from './tgi.ts';
import { triton } from './triton.ts';
import { vllm } from './vllm.ts';

/** Every model server: one file each, one line here. */
export const servers = {
  vllm,
  sglang,
  tgi,
  triton,
  ollama,
  llamacpp,
  rayserve,
  kserve,
  litellm,
} as const satisfies Record<ServerName, ModelServer>;
