import type { ActivityResult } from '../tolerance/result.ts';

/** What a provider came to: a result, or why there is none. */
export type Outcome =
  | { readonly kind: 'result'; readonly result: ActivityResult }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'aborted' };
