export type ModelName = 'chat' | 'chat-fiction' | 'vendor-chat';

/** An agent or a team that asks the sandbox's models. */
export interface Caller {
  /** As the lineage file calls it. */
  readonly name: string;
  readonly model: ModelName;
  /** Its part of all requests. */
  readonly weight: number;
  /** The texts that its questions begin like. */
  readonly documents: readonly string[];
  readonly maxTokens: number;
  readonly temperature: number;
  /** How often it tries again after a failure that may pass. */
  readonly retries: number;
  /** The model that it asks when all that was in vain; null for none. */
  readonly fallback: ModelName | null;
  /** Of its answers, those that its users do not wait for. */
  readonly impatience: number;
}

export const callers: readonly Caller[] = [
  {
    name: 'newsroom',
    model: 'chat',
    weight: 4,
    documents: ['ca01', 'ca02', 'cb01', 'cc01'],
    maxTokens: 48,
    temperature: 0.6,
    retries: 1,
    fallback: null,
    impatience: 0,
  },
  {
    name: 'research',
    model: 'chat',
    weight: 3,
    documents: ['cg01', 'ch01', 'cj01', 'cj02'],
    maxTokens: 64,
    temperature: 0.4,
    retries: 2,
    fallback: 'vendor-chat',
    impatience: 0,
  },
  {
    name: 'storyteller',
    model: 'chat-fiction',
    weight: 2,
    documents: ['ck01', 'cl01', 'cn01', 'cp01'],
    maxTokens: 96,
    temperature: 0.9,
    retries: 0,
    fallback: null,
    impatience: 0.04,
  },
  {
    name: 'helpdesk',
    model: 'vendor-chat',
    weight: 2,
    documents: ['ca04', 'cg04', 'ck04'],
    maxTokens: 32,
    temperature: 0.3,
    retries: 1,
    fallback: 'chat',
    impatience: 0,
  },
];
