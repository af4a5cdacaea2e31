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

/**
 * Whether what is known only by a bus address (an XID line, a lost card) is about this link's card.
 * Where the wanted card is not listed, everything about no listed card may be about it.
 *
 * @param uuids bus address → UUID, as far as the kernel log tells
 */
export function concernsLink(
  bus: string,
  all: readonly GpuReading[],
  options: GpuOptions,
  uuids: ReadonlyMap<string, string>,
): boolean {
  const { cards, wanted } = selectCards(all, options);
  if (wanted === null) return true;
  if (cards.length > 0) return cards.some((card) => card.bus === bus);
  if (options.pci !== undefined) return normaliseBus(options.pci) === bus;
  const logged = uuids.get(bus);
  if (options.uuid !== undefined && logged !== undefined) return isSame(logged, options.uuid);
  return !all.some((card) => card.bus === bus);
}

function isSame(uuid: string | null, other: string): boolean {
  return uuid?.toLowerCase() === other.toLowerCase();
}
