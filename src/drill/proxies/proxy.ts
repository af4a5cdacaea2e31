import type { ProxyPlan } from '../types.ts';
import { ControlError } from './control/control-error.ts';
import type { Engine } from './engine.ts';
import { engineKinds } from './engine-kinds.ts';
import type { Toxic } from './toxic.ts';
import { ToxicSet } from './toxic-set.ts';

/** Milliseconds between two tries to listen again after a TTL, when the port is taken. */
const RETRY_MS = 200;

/** A proxy as Toxiproxy's API shows it. */
export interface ShownProxy {
  readonly name: string;
  readonly listen: string;
  readonly upstream: string;
  readonly enabled: boolean;
  readonly toxics: readonly Toxic[];
}

/** One listener before one upstream, with its toxics. */
export class SteeredProxy {
  readonly name: string;
  readonly kind: ProxyPlan['kind'];
  readonly toxics: ToxicSet;
  #listen: string;
  #upstream: string;
  #engine: Engine;
  #isEnabled = false;
  #enableLater: NodeJS.Timeout | undefined;
  /** Openings and closings, one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ name, kind, listen, upstream }: ProxyPlan) {
    this.name = name;
    this.kind = kind;
    this.#listen = listen;
    this.#upstream = upstream;
    this.toxics = new ToxicSet(engineKinds[kind].toxicTypes, () => this.#engine.toxicsChanged());
    this.#engine = this.#makeEngine();
  }

  get upstream(): string {
    return this.#upstream;
  }

  shown(): ShownProxy {
    const toxics = this.toxics.list().map(shownToxic);
    const { name } = this;
    return {
      name,
      listen: this.#listen,
      upstream: this.#upstream,
      enabled: this.#isEnabled,
      toxics,
    };
  }

  /** @throws ControlError 500 when it cannot listen */
  enable(): Promise<void> {
    return this.#inTurn(async () => {
      clearTimeout(this.#enableLater);
      if (this.#isEnabled) return;
      this.#listen = await this.#engine.open().catch((error: Error) => {
        throw new ControlError(500, error.message);
      });
      this.#isEnabled = true;
    });
  }

  /** Down: nothing listens. With `ttlMs` it comes up again by itself. */
  disable(ttlMs?: number): Promise<void> {
    return this.#inTurn(async () => {
      clearTimeout(this.#enableLater);
      if (ttlMs !== undefined) this.#enableAfter(ttlMs);
      if (!this.#isEnabled) return;
      this.#isEnabled = false;
      await this.#engine.close();
    });
  }

  /** @throws ControlError 500 when it cannot listen at the new address */
  async move(to: { readonly listen: string; readonly upstream: string }): Promise<void> {
    if (to.listen === this.#listen && to.upstream === this.#upstream) return;
    await this.disable();
    this.#listen = to.listen;
    this.#upstream = to.upstream;
    this.#engine = this.#makeEngine();
    await this.enable();
  }

  #enableAfter(ms: number): void {
    this.#enableLater = setTimeout(() => {
      this.enable().catch(() => this.#enableAfter(RETRY_MS));
    }, ms);
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(act);
    this.#turn = done.catch(() => {});
    return done;
  }

  #makeEngine(): Engine {
    const setup = { listen: this.#listen, upstream: this.#upstream, toxics: this.toxics };
    return engineKinds[this.kind].make(setup);
  }
}

export function shownToxic({ attributes, name, type, stream, toxicity }: Toxic): Toxic {
  return { attributes, name, type, stream, toxicity };
}
