import { suggest } from '../../chain/nearest.ts';
import { shown } from '../../chain/shown.ts';
import type { ReadExperiment } from '../chaos-toolkit/experiment.ts';
import type { Guard, Load, ProcessPlan, ProxyPlan, Target } from '../types.ts';
import type { ScenarioCatalogue } from './catalogue.ts';
import { guardSchema } from './file-schema.ts';
import { type Findings, sound, soundEntries, soundNamed } from './findings.ts';
import { msOf } from './grammar.ts';
import { checkLink, type KnownChain } from './known-chain.ts';
import { loadSchema, processSchema, proxySchema, targetSchema } from './world-schema.ts';

const defaultGuardEveryMs = 1_000;
const defaultGuardFailures = 3;

export function targetsOf(
  given: unknown,
  chain: KnownChain | null,
  injectors: ScenarioCatalogue['injectors'],
  findings: Findings,
): readonly Target[] {
  const kinds = Object.keys(injectors);
  return soundNamed(given, targetSchema, ['targets']).map(({ name, path, value }) => {
    checkLink(name, path, chain, findings);
    value.allow.forEach((kind, index) => {
      if (kinds.includes(kind)) return;
      const message = `there is no injector of kind ${shown(kind)}`;
      findings.add([...path, 'allow', index], 'E_DANGLING', message, suggest(kind, kinds));
    });
    return { link: name, allow: value.allow, limit: value.limit ?? 1 };
  });
}

/** Two that listen on one address cannot both stand. */
export function proxiesOf(given: unknown, findings: Findings): readonly ProxyPlan[] {
  const listening = new Map<string, string>();
  return soundNamed(given, proxySchema, ['proxies']).map(({ name, path, value }) => {
    const other = listening.get(value.listen);
    if (other !== undefined) {
      const message = `${shown(value.listen)} is where ${shown(other)} listens`;
      findings.add([...path, 'listen'], 'E_DUPLICATE', message, 'Give each its own port.');
    }
    listening.set(value.listen, name);
    if (value.listen === value.upstream) {
      findings.add([...path, 'upstream'], 'E_CYCLE', 'is the address that it listens on itself');
    }
    return { name, ...value };
  });
}

export function processesOf(given: unknown): readonly ProcessPlan[] {
  return soundNamed(given, processSchema, ['processes']).map(({ name, value }) => ({
    name,
    argv: value.argv,
    ready: value.ready ?? null,
  }));
}

/** A guard looks all the time; its tolerance decides. */
export function guardsOf(
  given: unknown,
  { activityAt }: ReadExperiment,
  findings: Findings,
): readonly Guard[] {
  const names = new Set<string>();
  return soundEntries(given, guardSchema, ['guards']).flatMap(({ path, value }) => {
    const { name, provider, tolerance, every, failures } = value;
    if (names.has(name)) {
      findings.add([...path, 'name'], 'E_DUPLICATE', `there are two guards named ${shown(name)}`);
    }
    names.add(name);
    const probe = { type: 'probe', name, provider, tolerance, mode: 'continuous' };
    const activity = activityAt(probe, path);
    if (!activity) return [];
    return [
      {
        name,
        activity,
        everyMs: every === undefined ? defaultGuardEveryMs : msOf(every),
        failures: failures ?? defaultGuardFailures,
      },
    ];
  });
}

export function loadOf(given: unknown): Load | null {
  const load = sound(given, loadSchema);
  if (!load) return null;
  const { url = null, link = null, key = null, ...rest } = load;
  return { url, link, key, ...rest };
}
