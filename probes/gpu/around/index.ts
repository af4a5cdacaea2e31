import { LookMemory } from '../../system/memory.ts';
import { type Around, type AroundLook, nothingAround } from './around.ts';
import { lookAtContainers } from './containers.ts';
import { lookAtFabric } from './fabric.ts';
import { lookAtInfiniband } from './infiniband.ts';
import { lookAtMigProfiles } from './mig-profiles.ts';
import { lookAtNvlinks } from './nvlinks.ts';
import { lookAtPci } from './pci.ts';

interface Remembered {
  readonly atMs: number;
  readonly around: Around;
}

const remembered = new LookMemory<Remembered>();

/** Milliseconds that must be left of the deadline to begin; what is remembered serves otherwise. */
const LEAST_MS = 300;

/**
 * Links, services and ports, no more often than the options say: they seldom change, and each costs
 * a program. In between the last findings stand.
 */
export async function lookAround(look: AroundLook): Promise<Around> {
  const { options, context, cards } = look;
  const key = JSON.stringify([context.vantage.name, options, cards.map(({ uuid }) => uuid)]);
  const known = remembered.recall(key);
  const nowMs = context.clock.monotonic();
  const fresh = known !== undefined && nowMs - known.atMs < options.aroundEveryMs;
  if (known && (fresh || context.deadlineMs < LEAST_MS)) return known.around;
  if (context.deadlineMs < LEAST_MS) return nothingAround;
  const parts = await Promise.all([
    lookAtNvlinks(look),
    lookAtMigProfiles(look),
    lookAtFabric(look),
    lookAtInfiniband(look),
    lookAtContainers(look),
    lookAtPci(look),
  ]);
  const around: Around = {
    signs: parts.flatMap(({ signs }) => signs),
    facts: Object.assign({}, ...parts.map(({ facts }) => facts)),
    evidence: parts.flatMap(({ evidence }) => evidence),
  };
  remembered.keep(key, { atMs: nowMs, around });
  return around;
}
