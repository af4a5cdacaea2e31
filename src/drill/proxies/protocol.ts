import type { ProxyPlan } from '../types.ts';

/** What weaklink tells the process of a proxy. Its end is told by the end of the line. */
export interface ProxyOrder {
  readonly do: 'start';
  readonly plan: ProxyPlan;
}

/** What the process says. */
export type ProxyWord =
  | { readonly say: 'ready'; readonly control: string }
  | { readonly say: 'failed'; readonly message: string };
