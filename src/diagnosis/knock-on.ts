import { linksOf } from '../chain/needs.ts';
import { dependantsById, linksById, pathOf } from '../chain/path.ts';
import type { Chain, LinkId } from '../chain/types.ts';
import type { Weights } from './effects/effect.ts';
import type { Fault } from './hypotheses.ts';
import type { FaultMode } from './modes/mode.ts';

/** What the load balancer of a cloud tells of those behind it: some faults are not felt by its checks. */
const unhealthyTargets: Weights = {
  ok: 0.5,
  'cloud.no_healthy_target': 0.25,
  'cloud.some_targets_unhealthy': 0.25,
};

/**
 * What a process or a container may show when something that it needs is broken: most go on and
 * answer errors, some give up, and an orchestrator may not start what would not run.
 */
const knockOn: Readonly<Record<string, Weights>> = {
  aws: unhealthyTargets,
  gcp: unhealthyTargets,
  process: { ok: 0.84, 'process.absent': 0.08, 'process.restarting': 0.08 },
  docker: {
    ok: 0.68,
    'docker.exited': 0.08,
    'docker.restart_loop': 0.08,
    'docker.unhealthy': 0.12,
    'docker.created': 0.04,
  },
  // A service of a cluster has no endpoints where its pods are not ready.
  kubernetes: {
    ok: 0.42,
    'k8s.no_endpoints': 0.22,
    // Who is started anew meanwhile waits for what is broken, and may be ended for it.
    'k8s.starting': 0.03,
    'k8s.killed_by_check': 0.01,
    'k8s.init_failed': 0.03,
    'k8s.crash_loop': 0.1,
    'k8s.not_ready': 0.1,
    'k8s.none_available': 0.04,
    'k8s.evicted': 0.03,
    'k8s.start_error': 0.02,
    'k8s.unschedulable_gpu': 0.02,
    'k8s.unschedulable_taint': 0.01,
  },
};

/**
 * What does no harm to requests yet may still keep a container from being started anew, a quarter as often.
 * A process is started by hand or by its container.
 */
const knockOnOfHarmless: typeof knockOn = {
  docker: {
    ok: 0.92,
    'docker.exited': 0.02,
    'docker.restart_loop': 0.02,
    'docker.unhealthy': 0.03,
    'docker.created': 0.01,
  },
  kubernetes: {
    ok: 0.87,
    'k8s.crash_loop': 0.03,
    'k8s.not_ready': 0.03,
    'k8s.unschedulable_gpu': 0.03,
    'k8s.unschedulable_taint': 0.02,
    'k8s.evicted': 0.02,
  },
};

/** A machine that is down answers nobody who looks from inside, at itself as little as at what stands on it. */
const goneMachines: ReadonlySet<string> = new Set(['host.down', 'host.stopped', 'host.reclaimed']);
const insideMachines: ReadonlySet<string> = new Set(['host', 'process', 'docker', 'gpu']);
const noAnswer: Weights = { ok: 0.03, 'self.vantage': 0.97 };

/**
 * Of a machine that is silent a cluster calls what stands on it not ready, and later gives it up. The pods of a
 * workload may stand elsewhere by then, and a kubelet that complains of itself alone still speaks for them.
 */
const givenUp: Weights = {
  ok: 0.6,
  'k8s.not_ready': 0.16,
  'k8s.some_unavailable': 0.1,
  'k8s.terminating': 0.05,
  'k8s.pod_lost': 0.04,
  'k8s.none_available': 0.03,
  'k8s.no_endpoints': 0.02,
};
/** A kubelet that ends pods, those first that use most of what is short. */
const evicting: Weights = {
  ok: 0.25,
  'k8s.evicted': 0.6,
  'k8s.some_unavailable': 0.05,
  'k8s.none_available': 0.04,
  'k8s.not_ready': 0.03,
  'k8s.unschedulable': 0.02,
};
/** One that runs short of disk or memory may come to that. */
const mayEvict: Weights = {
  ok: 0.5,
  'k8s.evicted': 0.36,
  'k8s.some_unavailable': 0.05,
  'k8s.none_available': 0.03,
  'k8s.not_ready': 0.03,
  'k8s.unschedulable': 0.02,
};
/** Where no machine is to be had, those that are there go on, and what is wanted besides waits for a place. */
const waiting: Weights = {
  ok: 0.3,
  'k8s.some_unavailable': 0.32,
  'k8s.unschedulable_gpu': 0.2,
  'k8s.unschedulable_resources': 0.08,
  'k8s.rollout_stuck': 0.04,
  'k8s.unschedulable': 0.03,
  'k8s.none_available': 0.03,
};
/** Where images come from what is broken, a cluster says in which way. */
const pulledFrom = (symptom: string): Weights => ({
  ...(knockOn.kubernetes as Weights),
  [symptom]: 0.16,
});
const limitsPulls = pulledFrom('k8s.image_pull_rate_limit');
const refusesPulls = pulledFrom('k8s.image_pull_auth');
const answersNoPulls = pulledFrom('k8s.image_pull_unreachable');

/** What a cluster tells of the pods on a machine or of those that need a service, by what ails that, where known. */
const toldOfPods: Readonly<Record<string, Weights>> = {
  'quota.rate_limited': limitsPulls,
  'quota.exhausted': limitsPulls,
  'auth.key_revoked': refusesPulls,
  'service.crashed': answersNoPulls,
  'service.hung': answersNoPulls,
  'service.unreachable': answersNoPulls,
  'service.rejected': answersNoPulls,
  'service.name_fails': answersNoPulls,
  'service.stopped': answersNoPulls,
  'service.errors': pulledFrom('k8s.image_pull'),
  'host.agent_lost': givenUp,
  'host.not_to_be_had': waiting,
  'host.evicting': evicting,
  'host.disk_full': mayEvict,
  'host.inodes': mayEvict,
  'host.memory': mayEvict,
  ...Object.fromEntries([...goneMachines].map((id) => [id, givenUp])),
};

/** What Docker tells of containers on a machine that has no room left. */
const withoutRoom: Weights = {
  ok: 0.55,
  'docker.no_space': 0.25,
  'docker.exited': 0.06,
  'docker.restart_loop': 0.06,
  'docker.unhealthy': 0.06,
  'docker.created': 0.02,
};
/** Who is started on a card that has no room for it, or that cannot be got at, ends over that and says so. */
const withoutCardMemory: Weights = {
  ok: 0.42,
  'docker.gpu_memory': 0.34,
  'docker.restart_loop': 0.1,
  'docker.exited': 0.06,
  'docker.unhealthy': 0.08,
  'docker.created': 0.03,
};
const withoutCard: Weights = {
  ok: 0.54,
  'docker.gpu_runtime': 0.16,
  'docker.gpu_not_attached': 0.03,
  'docker.exited': 0.08,
  'docker.restart_loop': 0.08,
  'docker.unhealthy': 0.11,
  'docker.created': 0.03,
};
/** The kernel ends the one that holds most, whosever limit it is that was reached. */
const killedForMemory: Weights = {
  ok: 0.48,
  'docker.oom_killed': 0.16,
  'docker.oom_suspected': 0.14,
  'docker.restart_loop': 0.1,
  'docker.exited': 0.06,
  'docker.unhealthy': 0.06,
  'docker.created': 0.03,
};
/** What is mounted from there, or read as it starts. */
const withoutFiles: Weights = {
  ok: 0.6,
  'docker.file_missing': 0.08,
  'docker.mount_empty': 0.05,
  'docker.mount_missing': 0.03,
  'docker.exited': 0.07,
  'docker.restart_loop': 0.07,
  'docker.unhealthy': 0.1,
  'docker.created': 0.03,
};
const shared = (weights: Weights, ...ids: readonly string[]) =>
  Object.fromEntries(ids.map((id) => [id, weights]));
const toldOfContainers: Readonly<Record<string, Weights>> = {
  ...shared(withoutRoom, 'host.disk_full', 'host.inodes'),
  ...shared(withoutCardMemory, 'gpu.memory_taken', 'gpu.memory_orphaned'),
  ...shared(
    withoutCard,
    'gpu.driver',
    'gpu.driver_hung',
    'gpu.missing',
    'gpu.lost',
    'gpu.unreadable',
    'gpu.fabric_manager',
    'gpu.container_toolkit',
    'gpu.xid',
  ),
  ...shared(killedForMemory, 'host.oom'),
  ...shared(withoutFiles, 'store.object_missing', 'file.missing', 'file.empty'),
};

/** What cards tell of the heat or the feed of the machine that they are in. */
const slowedDown: Weights = {
  ok: 0.1,
  'gpu.throttle_thermal': 0.36,
  'gpu.throttle_hw': 0.34,
  'gpu.throttle_power': 0.18,
};
/** A program that crashes on a card may leave an XID of the application class there, and nothing else. */
export const crashedOnIt: Weights = { ok: 0.65, 'gpu.xid_app': 0.35 };
const toldOfCards: Readonly<Record<string, Weights>> = {
  'host.cooling': slowedDown,
  ...shared(
    crashedOnIt,
    'engine.dead',
    'service.crashed',
    'image.regression',
    'container.exited',
    'container.restart_loop',
  ),
};

/** By the probe that looks from beside, then by what ails the machine or the service that is needed. */
const toldBeside: Readonly<Record<string, Readonly<Record<string, Weights>>>> = {
  kubernetes: toldOfPods,
  docker: toldOfContainers,
  gpu: toldOfCards,
  dcgm: toldOfCards,
};

/** What a look of `probe` shows from inside a machine with this fault; undefined where that makes no difference. */
export function shownFromInside(probe: string, { id }: FaultMode): Weights | undefined {
  return goneMachines.has(id) && insideMachines.has(probe) ? noAnswer : undefined;
}

/** What a look of `probe` from beside shows of a fault of something that its link needs. */
export function shownByKnockOn(probe: string, { mode, harms }: Fault): Weights | undefined {
  const told = toldBeside[probe]?.[mode.id];
  if (told) return told;
  const inside = shownFromInside(probe, mode);
  if (inside) return inside;
  if (mode.harm === 0) return undefined;
  return (harms ? knockOn : knockOnOfHarmless)[probe];
}

/** Every symptom that looks of `probe` may show by knock-on. */
export function symptomsOfKnockOn(probe: string): readonly string[] {
  const gone = insideMachines.has(probe) ? Object.keys(noAnswer) : [];
  const more = Object.values(toldBeside[probe] ?? {}).flatMap(Object.keys);
  return [...new Set([...Object.keys(knockOn[probe] ?? {}), ...gone, ...more])];
}

/**
 * The links whose faults a look of `probe` from beside `link` may show: what it needs directly, the way to that and what
 * that runs on, and the machine of its machine; of a card the programs on it, and what those run in.
 */
export function knockedOnBy(chain: Chain, link: LinkId, probe: string): readonly LinkId[] {
  if (!(probe in knockOn) && !(probe in toldBeside) && !insideMachines.has(probe)) return [];
  const links = linksById(chain);
  const neededBy = (id: LinkId) => links.get(id)?.needs.flatMap((need) => linksOf(need)) ?? [];
  const isMachine = (id: LinkId) => links.get(id)?.kind === 'host';
  const direct = neededBy(link);
  // A machine may itself stand in another, or in a rack.
  const around = direct.filter(isMachine).flatMap(neededBy).filter(isMachine);
  const withWays = direct.flatMap((id) => pathOf(chain, id, 'access').map((step) => step.link));
  const users = links.get(link)?.kind === 'gpu' ? usersOf(chain, link) : [];
  return [...new Set([...withWays, ...around, ...users])].filter((id) => id !== link);
}

/** The programs that need a link, and what they run in. */
function usersOf(chain: Chain, link: LinkId): readonly LinkId[] {
  const links = linksById(chain);
  const direct = dependantsById(chain).get(link) ?? [];
  const houses = direct
    .flatMap(({ needs }) => needs.flatMap((need) => linksOf(need)))
    .filter((id) => {
      const kind = links.get(id)?.kind;
      return kind === 'container' || kind === 'process';
    });
  return [...direct.map(({ id }) => id), ...houses];
}
