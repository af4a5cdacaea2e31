import type { z } from 'zod';
import type { Path } from '../../chain/document.ts';
import { suggest } from '../../chain/nearest.ts';
import { shown } from '../../chain/shown.ts';
import { shortName } from '../activities/settings.ts';
import { namesIn } from '../activities/substitute.ts';
import type { Activity, Control, JsonValue, Provider } from '../experiment-types.ts';
import type { SectionContext } from './context.ts';
import { type ProviderEntry, providerOf, secondsOf } from './provider.ts';
import { activitySchema, controlSchema, referenceSchema } from './schema.ts';
import { toleranceOf } from './tolerance.ts';
import { stepsOf } from './toxics.ts';

type ActivityEntry = z.infer<typeof activitySchema>;

/** An activity, or the name of one that stands elsewhere in full. */
type Found = Activity | { readonly ref: string; readonly path: Path };

/** The sound activities of one section; `ref`s are followed once all sections are read. */
export function sectionOf(list: unknown, base: Path, context: SectionContext): readonly Found[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((given: unknown, index): readonly Found[] => {
    const path = [...base, index];
    const reference = referenceSchema.safeParse(given);
    if (reference.success) return [{ ref: reference.data.ref, path }];
    const { success, data } = activitySchema.safeParse(given);
    if (!success) return [];
    const activities = activitiesOf(data, path, context);
    const [first] = activities;
    if (first && !context.named.has(data.name)) context.named.set(data.name, first);
    return activities;
  });
}

/** Activities with every `ref` followed. */
export function followed(found: readonly Found[], context: SectionContext): readonly Activity[] {
  return found.flatMap((one) => {
    if (!('ref' in one)) return [one];
    const activity = context.named.get(one.ref);
    if (activity) return [activity];
    const message = `there is no activity ${shown(one.ref)}`;
    const hint = suggest(one.ref, [...context.named.keys()]);
    context.findings.add([...one.path, 'ref'], 'E_DANGLING', message, hint);
    return [];
  });
}

/** One activity as a file states it → ours; an action of `chaostoxi` may become several, or none. */
function activitiesOf(
  entry: ActivityEntry,
  path: Path,
  context: SectionContext,
): readonly Activity[] {
  const place = [...path, 'provider'];
  const { provider } = entry;
  if (provider.type !== 'python') {
    const own = providerOf(provider, place, context);
    return own ? [activityOf(entry, own, path, context)] : [];
  }
  const before = context.findings.problems.length;
  const steps = stepsOf(provider, place, context);
  if (steps) return steps.map((step) => activityOf(entry, step, path, context));
  if (context.findings.problems.length === before)
    refusePython(entry.name, provider, place, context);
  return [];
}

function refusePython(
  name: string,
  { module, func }: { readonly module: string; readonly func: string },
  path: Path,
  { findings }: SectionContext,
): void {
  const message = `${shown(name)} calls ${shown(`${module}.${func}`)}, and weaklink runs no Python`;
  const hint = 'Say it with an http or a process provider, or as a fault of this scenario.';
  findings.add(path, 'E_PYTHON', message, hint);
}

function activityOf(
  entry: ActivityEntry,
  provider: Provider,
  path: Path,
  context: SectionContext,
): Activity {
  const secrets = secretsOf(entry, path, context);
  checkNames(entry.provider, secrets, [...path, 'provider'], context);
  const { pauses = {} } = entry;
  const pause = (key: 'before' | 'after') =>
    Math.round(secondsOf(pauses[key], [...path, 'pauses', key], context) * 1_000);
  const controls = controlsOf(entry.controls, [...path, 'controls'], context);
  return {
    type: entry.type,
    name: entry.name,
    provider,
    tolerance:
      entry.tolerance === undefined
        ? null
        : toleranceOf(
            entry.tolerance as JsonValue,
            [...path, 'tolerance'],
            context.findings,
            (given, at) => probeOf(given, at, context),
          ),
    background: entry.background ?? false,
    pauseBeforeMs: pause('before'),
    pauseAfterMs: pause('after'),
    mode: entry.mode ?? 'edge',
    ...(secrets.length > 0 ? { secrets } : {}),
    ...(controls.length > 0 ? { controls } : {}),
  };
}

/** The probe that a tolerance of type probe is. */
function probeOf(given: JsonValue, path: Path, context: SectionContext): Activity | null {
  if (activitySchema.safeParse(given).success) return activityAt(given, path, context);
  context.findings.add(path, 'E_VALUE', 'is no probe: it needs type, name and provider');
  return null;
}

/** One activity that stands by itself; null where it has not the form of one, or is refused. */
export function activityAt(given: unknown, path: Path, context: SectionContext): Activity | null {
  const { success, data } = activitySchema.safeParse(given);
  return success ? (activitiesOf(data, path, context)[0] ?? null) : null;
}

/** What runs around an activity or a section. Only what needs no Python can. */
export function controlsOf(list: unknown, base: Path, context: SectionContext): readonly Control[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((given: unknown, index): readonly Control[] => {
    const { success, data } = controlSchema.safeParse(given);
    if (!success) return [];
    const path = [...base, index];
    const entry: ActivityEntry = { type: 'action', name: data.name, provider: data.provider };
    const [activity] = activitiesOf(entry, path, context);
    return activity ? [{ name: data.name, scope: data.scope ?? 'both', activity }] : [];
  });
}

/** The secrets that an activity names, in full: a target stands for all its keys. */
function secretsOf(
  entry: ActivityEntry,
  path: Path,
  { secrets, findings }: SectionContext,
): readonly string[] {
  const own = entry.secrets === undefined ? [] : [entry.secrets].flat();
  const atProvider = 'secrets' in entry.provider ? (entry.provider.secrets ?? []) : [];
  return [...own, ...atProvider].flatMap((name) => {
    const meant = secrets.filter((full) => full === name || full.startsWith(`${name}/`));
    if (meant.length === 0) {
      const targets = [...new Set(secrets.map((full) => full.split('/')[0] ?? full))];
      findings.unknown([...path, 'secrets'], 'secret', name, targets);
    }
    return meant;
  });
}

function checkNames(
  provider: ProviderEntry,
  secrets: readonly string[],
  path: Path,
  { values, findings }: SectionContext,
): void {
  if (provider.type === 'python' || provider.type === 'fault') return;
  const known = [...values, ...secrets.map(shortName)];
  for (const [key, value] of Object.entries(provider)) {
    for (const name of new Set(namesIn(value))) {
      if (known.includes(name)) continue;
      findings.unknown([...path, key], 'value', name, known);
    }
  }
}
