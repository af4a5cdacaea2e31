import { type GpuReading, normaliseBus } from './gpu-reading.ts';
import type { GpuOptions } from './options.ts';

export interface Selected {
  readonly cards: readonly GpuReading[];
  /** The card that the options name, in words; null where they name none. */
  readonly wanted: string | null;
}

export function selectCards(all: readonly GpuReading[], options: GpuOptions): Selected {
  const { uuid, index, pci } = options;
  if (uuid !== undefined) {
    return { cards: all.filter((card) => isSame(card.uuid, uuid)), wanted: uuid };
  }
  if (pci !== undefined) {
    const bus = normaliseBus(pci);
    return { cards: all.filter((card) => card.bus === bus), wanted: pci };
  }
  if (index !== undefined) return { cards: all.slice(index, index + 1), wanted: `GPU ${index}` };
  return { cards: all, wanted: null };
}

/** What there is to tell whose card is meant by a bus address. */
export interface Whereabouts extends Selected {
  readonly options: GpuOptions;
  /** All cards that nvidia-smi lists. */
  readonly listed: readonly GpuReading[];
  /** Where the wanted card was when it was last listed. */
  readonly lastBus: string | undefined;
  /** Bus address → UUID, as far as the kernel log tells. */
  readonly uuids: ReadonlyMap<string, string>;
}

/**
 * Whether what is known only by a bus address (an XID line, a lost card) is about this link's card.
 * Where nobody can say where the wanted card was, everything about no listed card may be about it.
 */
export function concernsLink(
  bus: string,
  { cards, wanted, options, listed, lastBus, uuids }: Whereabouts,
): boolean {
  if (wanted === null) return true;
  if (cards.length > 0) return cards.some((card) => card.bus === bus);
  const own = options.pci === undefined ? lastBus : normaliseBus(options.pci);
  if (own !== undefined) return own === bus;
  const logged = uuids.get(bus);
  if (options.uuid !== undefined && logged !== undefined) return isSame(logged, options.uuid);
  return !listed.some((card) => card.bus === bus);
}

function isSame(uuid: string | null, other: string): boolean {
  return uuid?.toLowerCase() === other.toLowerCase();
}
