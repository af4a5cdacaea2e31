import type { Sandbox } from '../sandbox/types.ts';

/** What stands for the time of a run: the sandbox, proxies and processes that the scenario started. */
export interface ScenarioWorld {
  /** Null where the scenario does not run on the sandbox. */
  readonly sandbox: Sandbox | null;
  /** By the scenario's name for it. */
  readonly proxies: ReadonlyMap<string, ProxyHandle>;
  /** Process ids of what the scenario started, by name, with the kernel's start time (/proc/<pid>/stat field 22). */
  readonly processes: ReadonlyMap<string, ScenarioProcess>;
  /** The run's own temporary directory, in which files may be broken without asking anybody. */
  readonly directory?: string;
}

export interface ScenarioProcess {
  /** Of the latest start. */
  readonly pid: number;
  readonly startTicks: string;
  /** Starts it again, and waits until it answers; where it is absent nobody can. */
  restart?(): Promise<void>;
}

/** A proxy of ours, or a real Toxiproxy: steered through its control address alone. */
export interface ProxyHandle {
  readonly name: string;
  readonly kind: 'tcp' | 'llm' | 'dns';
  /** `http://127.0.0.1:port`, Toxiproxy's API with our further toxics. */
  readonly control: string;
  /** The process of a proxy of ours: with it, all that the proxy does wrong is gone. */
  readonly process?: { readonly pid: number; readonly startTicks: string };
}
