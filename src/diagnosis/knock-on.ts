import { linksById, linksOf } from '../chain/path.ts';
import type { Chain, LinkId } from '../chain/types.ts';
import type { Weights } from './effects/effect.ts';

/**
 * What a process or a container may show when something that it needs is broken: most go on and
 * answer errors, some give up, and an orchestrator may not start what would not run.
 */
export const knockOn: Readonly<Record<string, Weights>> = {
  process: { ok: 0.84, 'process.absent': 0.08, 'process.restarting': 0.08 },
  docker: {
    ok: 0.68,
    'docker.exited': 0.08,
    'docker.restart_loop': 0.08,
    'docker.unhealthy': 0.12,
    'docker.created': 0.04,
  },
};

/**
 * What does no harm to requests yet may still keep a container from being started anew, a quarter as often.
 * A process is started by hand or by its container.
 */
export const knockOnOfHarmless: typeof knockOn = {
  docker: {
    ok: 0.92,
    'docker.exited': 0.02,
    'docker.restart_loop': 0.02,
    'docker.unhealthy': 0.03,
    'docker.created': 0.01,
  },
};

/** The links whose faults a look of `probe` from beside `link` may show: what it needs directly. */
export function knockedOnBy(chain: Chain, link: LinkId, probe: string): readonly LinkId[] {
  if (!(probe in knockOn)) return [];
  const own = linksById(chain).get(link);
  return own?.needs.flatMap((need) => linksOf(need)) ?? [];
}
