import type { FaultEvent } from '../../events/types.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { FaultRequest, Verification } from '../injector.ts';
import { injectorOf } from '../injectors/registry.ts';
import type { HeldLease } from '../leases/lease.ts';
import type { LeaseBook } from '../leases/lease-book.ts';
import { undoLease } from '../leases/undo-lease.ts';
import type { PlannedFault, Scenario, UndoRecord } from '../types.ts';
import type { ScenarioWorld } from '../world.ts';

/** Tries of one undo while the drill lives; the watchdog and `drill undo` try on. */
const UNDO_TRIES = 3;

export interface FaultDriverOptions {
  readonly scenario: Scenario;
  readonly chain: string;
  readonly world: ScenarioWorld;
  /** Made when the first fault is about to be applied. */
  readonly book: () => LeaseBook;
  /** Told of each fault that begins or ends, for the stream; one that flaps does so once. */
  readonly publish: (event: FaultEvent) => void;
  /** Of the first start and of the last end of each fault, for the score. */
  readonly onEdge: (edge: 'begins' | 'ends', fault: PlannedFault) => void;
}

interface InForce {
  readonly fault: PlannedFault;
  readonly held: HeldLease;
  /** It is applied now; false in the pauses of a flapping fault. */
  isOn: boolean;
}

/** Applies and undoes the faults of one run, each behind its lease. */
export class FaultDriver {
  readonly undos: UndoRecord[] = [];
  readonly #options: FaultDriverOptions;
  /** In the order of injecting. */
  readonly #inForce = new Map<string, InForce>();
  /** The end of what is being done to a link: one thing at a time. */
  readonly #queues = new Map<string, Promise<unknown>>();

  constructor(options: FaultDriverOptions) {
    this.#options = options;
  }

  /** Faults that are applied, or in a pause of their flapping. */
  get active(): number {
    return this.#inForce.size;
  }

  /** Resolves once it is in force. @throws what the injector throws; the fault is undone by {@link undoAll} */
  inject(fault: PlannedFault, signal: AbortSignal): Promise<void> {
    return this.#inTurn(fault.link, () => this.#inject(fault, signal));
  }

  /** Undoes for good, verifies, and lets the lease go. Never rejects: see {@link undos}. */
  undo(name: string): Promise<void> {
    const link = this.#inForce.get(name)?.fault.link;
    return link === undefined ? Promise.resolve() : this.#inTurn(link, () => this.#undo(name));
  }

  /** The pause of a flapping fault: undone, and its lease kept. */
  pause(name: string): Promise<void> {
    const link = this.#inForce.get(name)?.fault.link;
    return link === undefined ? Promise.resolve() : this.#inTurn(link, () => this.#pause(name));
  }

  /** Undoes everything, the last fault first, when all that is being done is done. */
  async undoAll(): Promise<void> {
    await Promise.allSettled([...this.#queues.values()]);
    for (const name of [...this.#inForce.keys()].reverse()) await this.undo(name);
  }

  #inTurn<T>(link: string, work: () => Promise<T>): Promise<T> {
    const before = this.#queues.get(link) ?? Promise.resolve();
    const done = before.catch(() => {}).then(work);
    this.#queues.set(link, done);
    done.catch(() => {});
    return done;
  }

  async #inject(fault: PlannedFault, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { scenario, chain, world, book, onEdge } = this.#options;
    const injector = injectorOf(fault.injector);
    if (!injector) throw unknownInjector(fault);
    const request = requestOf(scenario, fault);
    const known = this.#inForce.get(fault.name);
    if (known) {
      await injector.inject(request, known.held.lease.plan, world, signal);
      known.isOn = true;
    } else {
      const plan = await injector.plan(request, world, signal);
      const held = await book().hold({
        scenario: scenario.id,
        fault: fault.name,
        injector: fault.injector,
        chain,
        link: fault.link,
        explains: sanitise(injector.explain(fault.options)),
        plan: { ...plan },
        ttlMs: fault.ttlMs,
      });
      // From here on it may be in force, whatever happens.
      this.#inForce.set(fault.name, { fault, held, isOn: true });
      signal.throwIfAborted();
      onEdge('begins', fault);
      // Told before it shows, and its end before it is healed: a recording is scored by these times.
      this.#tell('injected', fault);
      await injector.inject(request, plan, world, signal);
    }
  }

  async #pause(name: string): Promise<void> {
    const entry = this.#inForce.get(name);
    if (!entry?.isOn) return;
    const { injector, plan } = entry.held.lease;
    await injectorOf(injector)?.undo(plan, this.#options.world);
    entry.isOn = false;
  }

  async #undo(name: string): Promise<void> {
    const entry = this.#inForce.get(name);
    if (!entry) return;
    const { fault, held } = entry;
    this.#options.onEdge('ends', fault);
    this.#tell('cleared', fault);
    const found = await undoLease(held, this.#options.world, UNDO_TRIES).catch(blindly);
    this.#inForce.delete(name);
    this.undos.push({
      fault: name,
      injector: fault.injector,
      undone: found.undone,
      verified: found.undone,
      seen: sanitise(found.seen),
    });
  }

  #tell(action: FaultEvent['action'], { name, link, injector, options }: PlannedFault): void {
    const { scenario, publish, world } = this.#options;
    const own = world.sandbox?.faults.find((fault) => fault.name === options.fault);
    const cause = scenario.expect.rootCauses.find((one) => one.link === link);
    publish({ action, name, link, mode: own?.mode ?? cause?.mode ?? injector });
  }
}

function requestOf(
  { targets }: Scenario,
  { link, intensity, ttlMs, options }: PlannedFault,
): FaultRequest<unknown> {
  const limit = targets.find((target) => target.link === link)?.limit ?? 1;
  return { options, intensity, ttlMs, limit };
}

function blindly(error: unknown): Verification {
  const words = error instanceof Error ? error.message : String(error);
  return { undone: false, seen: `nobody could look whether it is undone: ${words}` };
}

function unknownInjector({ name, injector }: PlannedFault): WeaklinkError {
  return new WeaklinkError({
    code: 'E_DRILL_INJECTOR',
    message: `${name}: there is no injector "${injector}"`,
  });
}
