import { shown } from '../../chain/shown.ts';
import type { ReadExperiment } from '../chaos-toolkit/experiment.ts';
import type { ToxicBook } from '../chaos-toolkit/toxic-book.ts';
import type { Experiment, ProxyPlan, Target } from '../types.ts';
import { checkTarget, type DraftFault, type FaultContext, optionsOf } from './faults.ts';
import type { Findings } from './findings.ts';

/** Names that the file gives to its faults, sound or not. */
export function statedNames(list: unknown): readonly string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((fault: { name?: unknown; inject?: { sandbox?: unknown } } | null) => {
    const name = fault?.name ?? fault?.inject?.sandbox;
    return typeof name === 'string' ? [name] : [];
  });
}

/** The faults that `chaostoxi` actions became. Each harms the link that is named as its proxy, or stands at its address. */
export function toxicDrafts(
  { toxics }: ToxicBook,
  proxies: readonly ProxyPlan[],
  context: FaultContext,
): readonly DraftFault[] {
  return [...toxics].flatMap(([name, { proxy, intensity, options: given, path }]) => {
    const listen = proxies.find((one) => one.name === proxy)?.listen;
    const link = linkOf(proxy, listen, context);
    const options = optionsOf('tcp', given, [...path, 'arguments'], context);
    if (link === null) {
      const message = `no link stands for the proxy ${shown(proxy)}`;
      const hint = 'Name a link as the proxy, or write the fault under "faults" with its link.';
      context.findings.add(path, 'E_DANGLING', message, hint);
    }
    if (link === null || !options) return [];
    checkTarget('tcp', link, path, context);
    const times = { atMs: 0, forMs: null, ttlMs: null, flap: null };
    return [{ name, ...times, intensity, link, injector: 'tcp', options, path }];
  });
}

function linkOf(proxy: string, listen: string | undefined, { chain }: FaultContext): string | null {
  const id = proxy.replace(/[^A-Za-z0-9_.-]+/g, '-');
  if (!chain || chain.links.has(id)) return id;
  const found = [...chain.links].find(
    ([, { address }]) => listen !== undefined && address?.includes(listen),
  );
  return found?.[0] ?? null;
}

/** An experiment that stands alone says itself what it breaks: its proxies. */
export function targetsOfToxics({ toxics }: ReadExperiment): readonly Target[] {
  const links = new Set([...toxics.toxics.values()].map(({ proxy }) => proxy));
  return [...links].map((proxy) => ({
    link: proxy.replace(/[^A-Za-z0-9_.-]+/g, '-'),
    allow: ['tcp'],
    limit: 1,
  }));
}

/** Marks the faults that an activity injects: the clock leaves them alone. */
export function draftsOfMethod(
  drafts: readonly DraftFault[],
  experiment: Experiment | null,
  findings: Findings,
): readonly DraftFault[] {
  const activities = experiment ? [...experiment.method, ...experiment.rollbacks] : [];
  const named = new Set(
    activities.flatMap(({ provider }) => (provider.kind === 'fault' ? [provider.fault] : [])),
  );
  return drafts.map((draft) => {
    if (!named.has(draft.name)) return draft;
    if (draft.atMs > 0) {
      const message = 'an activity injects this fault, so it has no time of its own';
      findings.add([...draft.path, 'at'], 'E_CONFLICT', message, 'Remove "at", or the activity.');
    }
    return { ...draft, by: 'method' };
  });
}
