import type { Chain, LinkId } from '../chain/types.ts';
import { modesOf } from './modes/catalogue.ts';
import type { FaultMode } from './modes/mode.ts';

/** A single fault: a mode of a link, how much of the traffic it hits, and whether requests suffer. */
export interface Fault {
  readonly index: number;
  readonly link: LinkId;
  readonly mode: FaultMode;
  /** Share of the requests that meet it, 0…1. */
  readonly intensity: number;
  /** False for a fault that does no harm to requests yet. */
  readonly harms: boolean;
  /** Prior among all single faults; they sum to 1. */
  readonly prior: number;
}

/** Shares of traffic that a partial fault may hit, with how common each is. */
const intensities = [
  { intensity: 1, weight: 0.7 },
  { intensity: 0.5, weight: 0.15 },
  { intensity: 0.2, weight: 0.15 },
] as const;

/** Every single fault of a chain. Each link is as likely as any other; its modes share that. */
export function singleFaults(chain: Chain): readonly Fault[] {
  const faults: Fault[] = [];
  for (const link of chain.links) {
    const modes = modesOf(link.kind);
    const total = modes.reduce((sum, mode) => sum + mode.weight, 0);
    for (const mode of modes) {
      for (const { intensity, harms, weight } of variantsOf(mode)) {
        const prior = (weight * mode.weight) / total / chain.links.length;
        faults.push({ index: faults.length, link: link.id, mode, intensity, harms, prior });
      }
    }
  }
  return faults;
}

function variantsOf(
  mode: FaultMode,
): readonly { intensity: number; harms: boolean; weight: number }[] {
  const harmful = (mode.partial ? intensities : [{ intensity: 1, weight: 1 }]).map((variant) => ({
    intensity: variant.intensity,
    harms: true,
    weight: variant.weight * mode.harm,
  }));
  const silent = { intensity: 1, harms: false, weight: 1 - mode.harm };
  return [...harmful, silent].filter(({ weight }) => weight > 0);
}
