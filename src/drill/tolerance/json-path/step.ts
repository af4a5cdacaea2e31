import type { JsonValue } from '../../experiment-types.ts';

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** What one step takes from a value. */
export type Selector =
  /** `.name`, `['name']`. */
  | { readonly kind: 'name'; readonly name: string }
  /** `[0]`, from the end when negative. */
  | { readonly kind: 'index'; readonly index: number }
  /** `[1:3]`. */
  | { readonly kind: 'slice'; readonly from: number | null; readonly to: number | null }
  /** `*`. */
  | { readonly kind: 'all' }
  /** `[?(@.a.b == 1)]`; without a comparison: where there is such a value. */
  | {
      readonly kind: 'filter';
      readonly names: readonly string[];
      readonly compare: Comparison | null;
      readonly with: JsonValue;
    };

export interface Step {
  /** `..`: at any depth below. */
  readonly deep: boolean;
  /** Several: `[0,2]`, `['a','b']`. */
  readonly selectors: readonly Selector[];
}
