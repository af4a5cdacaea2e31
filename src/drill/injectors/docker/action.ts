import type { Missing, Verification } from '../../injector.ts';
import type { Daemon } from './daemon.ts';
import type { DockerActionName, OptionsOf } from './options.ts';
import type { DockerPlan } from './plan.ts';
import type { Subject } from './subject.ts';

export interface InjectContext {
  readonly daemon: Daemon;
  readonly signal: AbortSignal;
  readonly ttlMs: number;
}

/** One way to break a container. `undo` and `verify` work from the plan alone, any number of times. */
export interface DockerAction<Name extends DockerActionName> {
  explain(options: OptionsOf<Name>): string;
  /** True where the container ends: then one that removes itself at its end is no target. */
  readonly endsContainer: boolean;
  /** What this action needs beside a running container whose owner allows it. */
  missing(
    options: OptionsOf<Name>,
    subject: Subject,
    daemon: Daemon,
  ): Promise<readonly Missing[]> | readonly Missing[];
  /** What to remember beside the state of the container. */
  details(options: OptionsOf<Name>, subject: Subject): DockerPlan['details'];
  inject(options: OptionsOf<Name>, plan: DockerPlan, context: InjectContext): Promise<void>;
  undo(plan: DockerPlan, daemon: Daemon): Promise<void>;
  verify(plan: DockerPlan, daemon: Daemon): Promise<Verification>;
}
