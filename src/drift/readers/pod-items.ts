import { z } from 'zod';
import { isGpuResource } from '../../../probes/kubernetes/objects/node.ts';
import { list, member, text, words } from '../../../probes/kubernetes/objects/parts.ts';
import { sortedJson } from '../../../probes/kubernetes/spec-digest.ts';
import { sanitise } from '../../text/sanitise.ts';
import { argumentItems, environmentItems, valueItem } from './arguments.ts';
import type { Read, ReadContext } from './reader.ts';

/** Containers told of one pod: a server, what is injected beside it, and what prepares both. */
const MOST_CONTAINERS = 16;
/** Settings told of one pod or container. */
const MOST_SETTINGS = 64;

type Hiding = Pick<ReadContext, 'redactor' | 'hasher'>;

const named = z.object({ name: text, key: text }).partial();
const container = z.looseObject({
  name: z.string(),
  command: list(z.string()),
  args: list(z.string()),
  env: list(
    z.object({
      name: z.string(),
      value: text,
      valueFrom: z.record(z.string(), z.unknown()).nullish().catch(null),
    }),
  ),
  envFrom: list(
    z.object({
      prefix: text,
      configMapRef: named.nullish().catch(null),
      secretRef: named.nullish().catch(null),
    }),
  ),
  resources: member({ limits: words, requests: words }),
});
type Container = z.infer<typeof container>;

const podSpec = z.looseObject({ containers: list(container), initContainers: list(container) });

/** Where a pod came to stand, and what the cluster gives each pod anew. */
const ofThePlace: ReadonlySet<string> = new Set(['nodeName', 'hostname', 'serviceAccount']);
/** The volume of the account's token, by a name that is drawn for each pod. */
const tokenVolume = /^kube-api-access-/;
/** Settings whose values are names and numbers; of all others hashes are kept. */
const openSettings: ReadonlySet<string> = new Set([
  ...['nodeSelector', 'runtimeClassName', 'schedulerName', 'serviceAccountName', 'hostNetwork'],
  ...['priorityClassName', 'terminationGracePeriodSeconds', 'restartPolicy', 'workingDir'],
  ...['strategy', 'updateStrategy', 'minReadySeconds', 'progressDeadlineSeconds', 'paused'],
]);

/**
 * What the containers of a pod are to run, one by one: each flag, variable, limit and setting under the
 * name of its container. Of variables hashes alone are kept, and of those that come from elsewhere where from.
 */
export function podItems(spec: unknown, hiding: Hiding): readonly Read[] {
  const read = podSpec.safeParse(spec);
  if (!read.success) return [];
  const { containers, initContainers, ...others } = read.data;
  const settings = Object.entries(others).filter(([key]) => !ofThePlace.has(key));
  return [
    ...[...containers, ...initContainers]
      .slice(0, MOST_CONTAINERS)
      .flatMap((one) => containerItems(one, hiding)),
    ...settingItems(Object.fromEntries(settings), hiding),
  ];
}

/** Settings of an object around its pods: how it is rolled out. */
export function settingItems(
  settings: Readonly<Record<string, unknown>>,
  hiding: Hiding,
): readonly Read[] {
  return Object.entries(settings)
    .slice(0, MOST_SETTINGS)
    .map(([key, value]) => {
      const kept = JSON.stringify(withoutTokens(value), sortedJson);
      const secret = !openSettings.has(key);
      return valueItem(`container.setting ${sanitise(key)}`, kept, secret, hiding);
    });
}

function containerItems(
  { name, command, args, env, envFrom, resources, image: _, ...settings }: Container,
  hiding: Hiding,
): readonly Read[] {
  // Without a command the arguments go to the program of the image, which the cluster does not know.
  const argv = command.length > 0 ? [...command, ...args] : ['of the image', ...args];
  const stated = env.filter(({ valueFrom }) => !valueFrom);
  const items = [
    ...argumentItems('container', argv, hiding),
    ...environmentItems(
      'container',
      stated.map((one) => `${one.name}=${one.value}`),
      hiding,
    ),
    ...env.flatMap((one): readonly Read[] =>
      one.valueFrom
        ? [{ what: `container.env ${sanitise(one.name)}`, value: fromElsewhere(one.valueFrom) }]
        : [],
    ),
    ...envFrom.flatMap(({ prefix, configMapRef, secretRef }): readonly Read[] => {
      const source = configMapRef ? 'ConfigMap' : 'Secret';
      const whose = (configMapRef ?? secretRef)?.name ?? '';
      const what = `container.env ${sanitise(`${prefix}*`)}`;
      return [{ what, value: sanitise(`all of ${source} ${whose}`) }];
    }),
    ...resourceItems(resources, hiding),
    ...settingItems(settings, hiding),
  ];
  return items.map((item) => ({ ...item, what: `${item.what} (${sanitise(name)})` }));
}

/** `secretKeyRef hf-token/token`: the names alone; nobody reads what stands there. */
function fromElsewhere(valueFrom: Readonly<Record<string, unknown>>) {
  const sources = Object.entries(valueFrom).map(([kind, source]) => {
    const parts = z.record(z.string(), z.unknown()).safeParse(source).data ?? {};
    const names = ['name', 'key', 'fieldPath', 'containerName', 'resource', 'volumeName', 'path']
      .map((part) => parts[part])
      .filter((part) => typeof part === 'string');
    return `${kind} ${names.join('/')}`;
  });
  return sanitise(`from ${sources.join(', ')}`);
}

function resourceItems({ limits, requests }: Container['resources'], hiding: Hiding) {
  const ofLimit = ([name, amount]: [string, string]): Read => {
    const what =
      name === 'memory'
        ? 'container.memory_limit'
        : name === 'cpu'
          ? 'container.cpus'
          : isGpuResource(name)
            ? `container.gpus ${sanitise(name)}`
            : `container.limit ${sanitise(name)}`;
    return valueItem(what, amount, false, hiding);
  };
  return [
    ...Object.entries(limits).map(ofLimit),
    ...Object.entries(requests).map(([name, amount]) =>
      valueItem(`container.request ${sanitise(name)}`, amount, false, hiding),
    ),
  ];
}

/** Volumes and mounts but for that of the account's token. */
function withoutTokens(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.filter((one) => !tokenVolume.test(String((one as { name?: unknown } | null)?.name)));
}
