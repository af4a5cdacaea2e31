/** The fixed question of a model whose answer is known. */
export interface Canary {
  readonly model: string;
  readonly prompt: string;
  /** At temperature 0, word for word: a test holds it against the model. */
  readonly answer: string;
  readonly maxTokens: number;
}

export const canaries = {
  chat: {
    model: 'chat',
    prompt: 'The jury produced no evidence that any',
    answer: 'irregularities took place.',
    maxTokens: 12,
  },
  'vendor-chat': {
    model: 'vendor-chat',
    prompt: 'The seventeenth century was',
    answer: 'a great period in Persian art.',
    maxTokens: 12,
  },
} as const satisfies Record<string, Canary>;
