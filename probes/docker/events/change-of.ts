import { hideArguments } from '../../process/hide-arguments.ts';
import { exitCodeMeaning } from '../exit-code.ts';
import type { EngineEvent } from './engine-event.ts';

/** What an event of Docker is called as a change; texts as they came. */
export interface EngineChange {
  /** `container.die`, `image.pull` … */
  readonly what: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** Names of the signals that are sent to containers. */
const signals: Readonly<Record<string, string>> = {
  '1': 'SIGHUP',
  '2': 'SIGINT',
  '3': 'SIGQUIT',
  '9': 'SIGKILL',
  '15': 'SIGTERM',
  '18': 'SIGCONT',
  '19': 'SIGSTOP',
};

const now = (what: string, to: string | null, from: string | null = null) => ({ what, from, to });

const destroyed = ({ attributes }: EngineEvent) =>
  now('container.destroy', null, attributes.image ?? null);

/** By action of a container. What is not here says nothing that another event does not say. */
const ofContainer: Readonly<Record<string, (event: EngineEvent) => EngineChange>> = {
  create: ({ attributes }) => now('container.create', attributes.image ?? null),
  start: ({ atMs }) => now('container.start', new Date(atMs).toISOString()),
  die: ({ attributes: { exitCode = '' } }) =>
    now('container.die', exitCode && `${exitCode}: ${exitCodeMeaning(Number(exitCode))}`),
  kill: ({ attributes: { signal = '' } }) =>
    now('container.kill', signals[signal] ?? (signal === '' ? 'a signal' : `signal ${signal}`)),
  oom: () => now('container.oom', 'out of memory'),
  pause: () => now('container.pause', 'paused'),
  unpause: () => now('container.unpause', 'running', 'paused'),
  destroy: destroyed,
  // Podman's word for it.
  remove: destroyed,
  rename: ({ attributes: { name = '', oldName = '' } }) =>
    now('container.rename', name, oldName.replace(/^\//, '')),
  update: () => now('container.update', 'limits'),
  health_status: ({ detail }) => now('container.health', detail),
  exec_start: ({ detail }) => now('container.exec', hideArguments(detail.split(' ')).join(' ')),
};

const ofNetwork: Readonly<Record<string, (event: EngineEvent) => EngineChange>> = {
  connect: ({ attributes }) => now('container.network', attributes.name ?? null),
  disconnect: ({ attributes }) => now('container.network', null, attributes.name ?? null),
};

const ofImage: Readonly<Record<string, (event: EngineEvent) => EngineChange>> = {
  pull: ({ id }) => now('image.pull', id),
  import: ({ attributes, id }) => now('image.import', attributes.name ?? id),
  load: ({ attributes, id }) => now('image.load', attributes.name ?? id),
  tag: ({ attributes, id }) => now('image.tag', attributes.name ?? id),
};

/** @returns null for what is no change of anything */
export function changeOfEvent(event: EngineEvent): EngineChange | null {
  const table = { container: ofContainer, network: ofNetwork, image: ofImage }[event.type];
  return Object.hasOwn(table, event.action) ? (table[event.action]?.(event) ?? null) : null;
}
