import type { Vantage as Place } from '../chain/types.ts';
import { dockerVantage } from '../vantage/docker/vantage.ts';
import { localVantage } from '../vantage/local.ts';
import { parseSshAddress } from '../vantage/ssh/address.ts';
import { type SshEnvironment, sshEnvironment } from '../vantage/ssh/environment.ts';
import { SshPool } from '../vantage/ssh/pool.ts';
import { SshVantage } from '../vantage/ssh/vantage.ts';
import type { Vantage } from '../vantage/types.ts';

/** What the vantages of one session share, made with the first that needs it. */
class Shared {
  #ssh: SshPool | undefined;
  readonly #endings: (() => Promise<void>)[] = [];
  readonly sshEnvironment: SshEnvironment;

  constructor(environment: SshEnvironment) {
    this.sshEnvironment = environment;
  }

  get ssh(): SshPool {
    this.#ssh ??= new SshPool(this.sshEnvironment);
    return this.#ssh;
  }

  endWithIt(end: () => Promise<void>): void {
    this.#endings.push(end);
  }

  async close(): Promise<void> {
    await Promise.all([this.#ssh?.close(), ...this.#endings.splice(0).map((end) => end())]);
  }
}

type Maker = (place: Place, shared: Shared) => Vantage | undefined;

/** By what stands before the colon of an address; one line for each kind of place. */
const makers: Readonly<Record<string, Maker>> = {
  ssh: ({ name, address }, shared) => {
    const parsed = parseSshAddress(address);
    const environment = shared.sshEnvironment;
    return parsed && new SshVantage({ name, address: parsed, environment, pool: shared.ssh });
  },
  docker: ({ name, address }, shared) => {
    const vantage = dockerVantage(address.slice('docker:'.length), { name });
    shared.endWithIt(() => vantage.close());
    return vantage;
  },
};

/** The places that looks of one session stand at, by name. They connect with their first look. */
export class Vantages {
  readonly #places = new Map<string, Vantage>();
  readonly #shared: Shared;
  /** What decides how SSH connections are made: also those of looks from here. */
  readonly ssh: SshEnvironment;

  /** @param sshConfig read instead of the user's SSH configuration */
  constructor(places: readonly Place[], sshConfig?: string) {
    const own = sshEnvironment();
    this.ssh = sshConfig === undefined ? own : { ...own, configFile: sshConfig };
    this.#shared = new Shared(this.ssh);
    for (const place of places) {
      const [kind = ''] = place.address.split(':', 1);
      const vantage = makers[kind]?.(place, this.#shared);
      if (vantage) this.#places.set(place.name, vantage);
    }
    this.#places.set(localVantage.name, localVantage);
  }

  /** Undefined for a place that nobody can stand at in this version. */
  named(name: string): Vantage | undefined {
    return this.#places.get(name);
  }

  /** Ends all connections; looks that still run there are lost. */
  close(): Promise<void> {
    return this.#shared.close();
  }
}
