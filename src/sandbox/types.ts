import type { LinkId } from '../chain/types.ts';
import type { Traffic, TrafficOptions } from './traffic/traffic.ts';

/** A fault that the sandbox can inject for real. */
export interface SandboxFault {
  /** `replica-a-kill`: unique, typed by people. */
  readonly name: string;
  readonly link: LinkId;
  /**
   * Key of the diagnosis' catalogue of fault modes; a test holds the two together. `monitor.lies`
   * where nothing is broken and only a monitor says so.
   */
  readonly mode: string;
  /** What is done, in one line. */
  readonly title: string;
}

export interface InjectOptions {
  /** Milliseconds after which the sandbox clears the fault by itself, whatever became of the console. */
  readonly ttlMs?: number;
}

export interface AttributionFiles {
  readonly lineage: string;
  readonly prices: string;
}

export interface Sandbox {
  /** The chain of the sandbox as a user would have written it. */
  readonly chainYaml: string;
  /** Its private directory; gone after `stop`. */
  readonly directory: string;
  /** Who made its models and out of what, and what they cost: files beside the others in its directory. */
  readonly attribution: AttributionFiles;
  readonly faults: readonly SandboxFault[];
  /** Resolves once the fault is really in force. @throws WeaklinkError E_FAULT_UNKNOWN */
  inject(name: string, options?: InjectOptions): Promise<void>;
  /** Undoes one fault, or all. Resolves once the chain serves again. */
  clear(name?: string): Promise<void>;
  /** Agents and teams begin to ask its models. To be stopped before the sandbox is. */
  startTraffic(options: TrafficOptions): Promise<Traffic>;
  /** Ends every process and removes every file. Idempotent. */
  stop(): Promise<void>;
}
