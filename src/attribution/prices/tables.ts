import { type Chain, type Link, type LinkId, type LinkKind, linkKinds } from '../../chain/types.ts';
import type { Inference } from '../../events/types.ts';
import { instantMs } from '../../platform/instant.ts';
import { type DatedRates, inForce } from './dated.ts';
import type { GpuUse } from './gpu-use.ts';
import { type OwnPrices, ownRow } from './own-prices.ts';
import type { VendorTable } from './vendor-table.ts';

/** Everything that costs are computed with. */
export interface PriceTables {
  /** Of costs that are known to be 0 and tell no currency. */
  readonly currency: string;
  readonly own: OwnPrices | null;
  /** The measured use of GPUs that have no slots, where it was measured. */
  readonly gpuUse: GpuUse | null;
  /** The prices for an attempt; null where nobody knows any. */
  ratesFor(inference: Inference): DatedRates | null;
  /** Whether it ran on something that no vendor bills. */
  isOwn(link: LinkId): boolean;
}

export interface TablesInput {
  readonly vendor: VendorTable;
  readonly own?: OwnPrices | null;
  /** Tells the vendor behind a link by its `provider` or its address. */
  readonly chain?: Chain | null;
  readonly gpuUse?: GpuUse | null;
}

/** What people run themselves: a vendor has no price for it, however its models are called. */
const ownKinds: ReadonlySet<LinkKind> = new Set([
  'inference-server',
  'model',
  'adapter',
  ...(Object.keys(linkKinds) as LinkKind[]).filter((kind) => linkKinds[kind].role === 'foundation'),
]);

/** Models × links whose prices are remembered: more than any fleet has, and a few MB at most. */
const maxRemembered = 20_000;

export function priceTables({
  vendor,
  own = null,
  chain,
  gpuUse = null,
}: TablesInput): PriceTables {
  const links = new Map((chain?.links ?? []).map((link) => [link.id, link]));
  const providerOfLink = (id: LinkId): string | null => {
    const stated = own?.providers.get(id);
    if (stated !== undefined) return vendor.providerOf({ provider: stated });
    const link = links.get(id);
    return link ? vendor.providerOf(makerOf(link)) : null;
  };
  const isOwn = (id: LinkId): boolean => {
    const link = links.get(id);
    return link !== undefined && ownKinds.has(link.kind) && providerOfLink(id) === null;
  };
  const find = (link: LinkId, models: readonly string[]): readonly DatedRates[] | null => {
    if (isOwn(link)) return null;
    const provider = providerOfLink(link);
    for (const model of models) {
      const rows = vendor.find(model, provider);
      if (rows) return rows;
    }
    return null;
  };
  const remembered = new Map<string, readonly DatedRates[] | null>();
  const vendorRows = (link: LinkId, models: readonly string[]): readonly DatedRates[] | null => {
    const key = `${link}\0${models.join('\0')}`;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    if (remembered.size >= maxRemembered) remembered.clear();
    const rows = find(link, models);
    remembered.set(key, rows);
    return rows;
  };
  return {
    currency: own?.currency ?? 'USD',
    own,
    gpuUse,
    isOwn,
    ratesFor: (inference) => {
      const { link } = inference;
      const atMs = instantMs(inference.startedAt);
      const models = namesOf(inference);
      for (const model of own && own.models.length > 0 ? models : []) {
        const row = ownRow((own as OwnPrices).models, { link, model, atMs });
        if (row) return row;
      }
      const rows = vendorRows(link, models);
      return rows && inForce(rows, atMs);
    },
  };
}

/** What served counts before what was asked for. */
function namesOf({ model, responseModel }: Inference): readonly string[] {
  return responseModel === null || responseModel === model ? [model] : [responseModel, model];
}

function makerOf({ provider, address }: Link) {
  const url = address && /^https?:\/\//.test(address) ? address : undefined;
  return { ...(provider ? { provider } : {}), ...(url ? { url } : {}) };
}
