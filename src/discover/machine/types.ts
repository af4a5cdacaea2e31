import type { Scope } from './scope.ts';

export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  /** At most 15 characters, as the kernel has it. */
  readonly name: string;
  readonly argv: readonly string[];
  /** The network that it is in. */
  readonly scope: Scope;
  /** Inode of its process namespace; empty for that of the place that is looked from. */
  readonly pidNamespace: string;
}

export interface Listener {
  readonly ip: string;
  readonly port: number;
  readonly scope: Scope;
  /** The oldest process that holds it; undefined where nobody may be asked. */
  readonly owner: RunningProcess | undefined;
}

/** An established connection that its owner opened. */
export interface Connection {
  readonly owner: RunningProcess;
  readonly remote: { readonly ip: string; readonly port: number };
}

/** A container, as the daemon and the kernel show it. */
export interface RunningContainer {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly pid: number;
  readonly env: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly networks: readonly ContainerNetwork[];
  /** Ports that the image exposes or that are published. */
  readonly ports: readonly ContainerPort[];
  /** True where it shares the network of the machine. */
  readonly hostNetwork: boolean;
}

export interface ContainerNetwork {
  readonly id: string;
  readonly ip: string;
  /** Names by which others of the network reach it. */
  readonly aliases: readonly string[];
}

export interface ContainerPort {
  readonly inside: number;
  readonly published?: { readonly ip: string; readonly port: number };
}

export interface Containers {
  readonly running: readonly RunningContainer[];
  /** Docker's own list, running or not, for what reads labels. */
  readonly listed: readonly unknown[];
  /** The socket that chain files must name; undefined where it is the usual one. */
  readonly socket: string | undefined;
}

/** All that one look at a machine shows: processes, sockets, connections, containers. */
export interface Machine {
  readonly here: Scope;
  readonly hostName: string;
  readonly processes: readonly RunningProcess[];
  readonly listeners: readonly Listener[];
  readonly connections: readonly Connection[];
  readonly containers: Containers;
  /** What could not be seen, one sentence each. */
  readonly problems: readonly string[];
}
