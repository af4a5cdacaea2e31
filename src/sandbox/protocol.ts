import type { Layout } from './layout.ts';

/** Messages between the processes of the sandbox, each over the IPC channel of a parent and its child. */

/** Supervisor → service. */
export type ServiceOrder =
  | { readonly do: 'start'; readonly layout: Layout }
  /** Everything that it does wrong from now on; `{}` heals it. */
  | {
      readonly do: 'set';
      readonly id: number;
      readonly switches: Readonly<Record<string, unknown>>;
    };

/** Service → supervisor. */
export type ServiceWord =
  | { readonly say: 'ready' }
  | { readonly say: 'failed'; readonly message: string }
  | { readonly say: 'done'; readonly id: number; readonly error?: string };

/** Console → supervisor. */
export type SupervisorOrder =
  | {
      readonly do: 'inject';
      readonly id: number;
      readonly name: string;
      /** Milliseconds after which the supervisor clears it by itself. */
      readonly ttlMs?: number;
    }
  | { readonly do: 'clear'; readonly id: number; readonly name?: string }
  | { readonly do: 'stop' };

/** Supervisor → console. */
export type SupervisorWord =
  | { readonly say: 'placed'; readonly directory: string }
  | { readonly say: 'ready'; readonly layout: Layout }
  | { readonly say: 'failed'; readonly message: string }
  | { readonly say: 'done'; readonly id: number; readonly error?: string };
