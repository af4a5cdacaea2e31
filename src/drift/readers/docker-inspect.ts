import { z } from 'zod';
import { type Container, containerSchema } from '../../../probes/docker/container.ts';
import { findContainer } from '../../../probes/docker/find-container.ts';
import { openEngine } from '../../../probes/docker/open-engine.ts';
import { dockerOptions } from '../../../probes/docker/options.ts';
import { safe, sanitise } from '../../text/sanitise.ts';
import { argumentItems, environmentItems, valueItem } from './arguments.ts';
import type { Read, ReadContext, Reader } from './reader.ts';

/** Mounts told of one container. */
const MOST_MOUNTS = 64;

const text = z.string().catch('');
const flag = z.boolean().catch(false);
const list = z.array(z.string()).nullish().catch(null);

/** What else of `docker inspect` decides how a container runs, and the probe does not look at. */
const settingsSchema = z
  .object({
    HostConfig: z
      .object({
        NetworkMode: text,
        Runtime: text,
        IpcMode: text,
        PidMode: text,
        CpusetCpus: text,
        PidsLimit: z.number().nullish().catch(null),
        Privileged: flag,
        ReadonlyRootfs: flag,
        CapAdd: list,
        CapDrop: list,
        SecurityOpt: list,
        RestartPolicy: z.object({ Name: text }).nullish().catch(null),
      })
      .partial()
      .catch({}),
  })
  .catch({ HostConfig: {} });

/** A container's command, environment, mounts and settings, one by one. */
export const dockerInspect: Reader = {
  name: 'docker.inspect',
  covers: ['container.config', 'container.mounts', 'container.compose'],
  async read(plan, _last, context) {
    const options = dockerOptions.safeParse(plan.options);
    if (!options.success) return { outcome: 'unknown', why: safe`its options are not sound` };
    const looking = { ...context, secret: noSecret };
    const opened = await openEngine(options.data.socket, looking);
    if (opened === null) return { outcome: 'unknown', why: safe`DOCKER_HOST is no local socket` };
    try {
      const found = await findContainer(opened.engine, options.data, context.deadlineMs);
      if (found.kind === 'failure') {
        return { outcome: 'unknown', why: safe`docker inspect: ${found.failure.kind}` };
      }
      const container = containerSchema.safeParse(found.value.inspect);
      if (!container.success) return { outcome: 'unknown', why: safe`what answers is not Docker` };
      const settings = settingsSchema.parse(found.value.inspect);
      return { outcome: 'ok', items: itemsOf(container.data, settings.HostConfig, context) };
    } finally {
      opened.engine.close();
    }
  },
};

/** It reads what Docker tells, and needs no secret for it. */
function noSecret(): Promise<string> {
  return Promise.reject(new Error('a reader resolves no secrets'));
}

function itemsOf(
  { Config: config, Mounts: mounts }: Container,
  host: z.infer<typeof settingsSchema>['HostConfig'],
  context: ReadContext,
): readonly Read[] {
  const { Entrypoint = [], Cmd = [], Env = [], User = '', WorkingDir = '' } = config;
  const settings: readonly (readonly [string, string])[] = [
    ['user', User],
    ['working_directory', WorkingDir],
    ['network_mode', shortNetwork(host.NetworkMode ?? '')],
    ['runtime', host.Runtime ?? ''],
    ['ipc', host.IpcMode ?? ''],
    ['pid_mode', host.PidMode ?? ''],
    ['cpuset', host.CpusetCpus ?? ''],
    ['pids_limit', host.PidsLimit ? String(host.PidsLimit) : ''],
    ['privileged', host.Privileged ? 'yes' : ''],
    ['read_only_root', host.ReadonlyRootfs ? 'yes' : ''],
    ['capabilities_added', sorted(host.CapAdd)],
    ['capabilities_dropped', sorted(host.CapDrop)],
    ['security', sorted(host.SecurityOpt)],
    ['restart_policy', host.RestartPolicy?.Name ?? ''],
  ];
  return [
    ...argumentItems('container', [...Entrypoint, ...Cmd], context),
    ...environmentItems('container', Env, context),
    ...mounts.slice(0, MOST_MOUNTS).map(({ Type, Source, Destination, RW }): Read => {
      const what = `container.mount ${sanitise(Destination)}`;
      return valueItem(what, `${Type} ${Source}${RW ? '' : ' (read-only)'}`, false, context);
    }),
    ...settings.flatMap(([name, value]): readonly Read[] =>
      value === '' ? [] : [valueItem(`container.${name}`, value, false, context)],
    ),
  ];
}

/** `container:<64 hex digits>` names a neighbour by an id that is new with every start. */
function shortNetwork(mode: string): string {
  return mode.startsWith('container:') ? 'container' : mode;
}

function sorted(all: readonly string[] | null | undefined): string {
  return [...(all ?? [])].sort().join(', ');
}
