import type { Chain } from '../../chain/types.ts';
import type { Flow } from '../flow/types.ts';
import { providerOf } from './groups.ts';
import { type Concentration, concentrationOf } from './index-of.ts';

/** How what came out of a flow is divided among those who served it. */
export interface FlowParts {
  /** The largest first; amounts in the unit of the flow. */
  readonly providers: readonly { readonly provider: string; readonly amount: bigint }[];
  /** Served by links of which nobody says whose they are. */
  readonly unknown: bigint;
  /** Null where nothing came out. */
  readonly index: Concentration | null;
}

export function flowParts({ nodes }: Pick<Flow, 'nodes'>, chain: Chain): FlowParts {
  const sums = new Map<string | null, bigint>();
  for (const { kind, name, amount } of nodes) {
    if (kind !== 'link') continue;
    const provider = providerOf(chain, name);
    sums.set(provider, (sums.get(provider) ?? 0n) + amount);
  }
  const unknown = sums.get(null) ?? 0n;
  const providers = [...sums]
    .flatMap(([provider, amount]) => (provider === null ? [] : [{ provider, amount }]))
    .sort((a, b) =>
      a.amount === b.amount ? (a.provider < b.provider ? -1 : 1) : a.amount > b.amount ? -1 : 1,
    );
  const index = concentrationOf(
    providers.map(({ amount }) => Number(amount)),
    Number(unknown),
  );
  return { providers, unknown, index };
}
