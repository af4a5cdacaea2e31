import { anthropic } from './anthropic.ts';
import { azure } from './azure.ts';
import { bedrock } from './bedrock.ts';
import { bedrockInvoke } from './bedrock-invoke.ts';
import { chat } from './chat.ts';
import type { Dialect } from './dialect.ts';
import { gemini } from './gemini.ts';
import { responses } from './responses.ts';

/** Every family of model APIs that weaklink speaks. */
export const dialects = {
  openai: chat,
  responses,
  azure,
  anthropic,
  gemini,
  bedrock,
  'bedrock-invoke': bedrockInvoke,
} as const satisfies Record<string, Dialect>;

export type Api = keyof typeof dialects;

export const apis = Object.keys(dialects) as [Api, ...Api[]];

export function dialectOf({ api }: { readonly api: Api }): Dialect {
  return dialects[api];
}
