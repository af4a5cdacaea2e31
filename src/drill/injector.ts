import type { z } from 'zod';
import type { ScenarioWorld } from './world.ts';

/**
 * All that an undo needs, as JSON, written to disk before the fault is applied: any later process
 * must be able to undo and to verify from this alone.
 */
export type UndoPlan = Readonly<Record<string, unknown>>;

export interface Missing {
  /** Exactly what is not there: `the Docker socket /var/run/docker.sock may not be opened`. */
  readonly what: string;
  /** How to have it. */
  readonly remedy: string;
}

export interface Verification {
  readonly undone: boolean;
  /** What was looked at and what it showed. */
  readonly seen: string;
}

export interface FaultRequest<Options> {
  readonly options: Options;
  /** 0…1. */
  readonly intensity: number;
  readonly ttlMs: number;
  /** Kinds and counts allowed by the scenario's `targets`, already checked by the runner. */
  readonly limit: number;
}

/**
 * One way to break something. `plan` looks and changes nothing; `inject` applies what the plan can
 * undo; `undo` is idempotent and, as `verify`, works from the plan alone, in a process that has
 * never seen the scenario.
 */
export interface Injector<Options> {
  readonly kind: string;
  readonly options: z.ZodType<Options>;
  /** One sentence: what would be done to what. */
  explain(options: Options): string;
  /** True where a part of the fault can be had: `intensity` below 1 is refused elsewhere. */
  readonly partial: boolean;
  preflight(options: Options, world: ScenarioWorld): Promise<readonly Missing[]>;
  /** @throws WeaklinkError E_DRILL_TARGET where the target's owner has not allowed it */
  plan(
    request: FaultRequest<Options>,
    world: ScenarioWorld,
    signal: AbortSignal,
  ): Promise<UndoPlan>;
  /** Resolves once the fault is in force. */
  inject(
    request: FaultRequest<Options>,
    plan: UndoPlan,
    world: ScenarioWorld,
    signal: AbortSignal,
  ): Promise<void>;
  undo(plan: UndoPlan, world: ScenarioWorld | null): Promise<void>;
  verify(plan: UndoPlan, world: ScenarioWorld | null): Promise<Verification>;
}
