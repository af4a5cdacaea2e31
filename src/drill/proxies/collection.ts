import type { ProxyPlan } from '../types.ts';
import { ControlError, proxyNotFound } from './control/control-error.ts';
import type { ProxyInput } from './control/inputs.ts';
import { SteeredProxy } from './proxy.ts';

/** Proxies in one process; each holds a port. */
const MAX_PROXIES = 64;
/** Where a proxy listens that nobody gave an address: any free port. */
const ANY_PORT = '127.0.0.1:0';

/** All proxies of one process, by name. */
export class ProxyCollection {
  readonly #proxies = new Map<string, SteeredProxy>();

  list(): readonly SteeredProxy[] {
    return [...this.#proxies.values()];
  }

  /** @throws ControlError 404 */
  get(name: string): SteeredProxy {
    const proxy = this.#proxies.get(name);
    if (!proxy) throw proxyNotFound();
    return proxy;
  }

  /** @throws ControlError 409 for a name that is taken, 500 when it cannot listen */
  async add(plan: ProxyPlan, isEnabled = true): Promise<SteeredProxy> {
    if (this.#proxies.has(plan.name)) throw new ControlError(409, 'proxy already exists');
    if (this.#proxies.size >= MAX_PROXIES) {
      throw new ControlError(400, `more than ${MAX_PROXIES} proxies`);
    }
    const proxy = new SteeredProxy(plan);
    if (isEnabled) await proxy.enable();
    this.#proxies.set(plan.name, proxy);
    return proxy;
  }

  /** What the API creates carries TCP, as Toxiproxy's do. @throws ControlError 400, 409, 500 */
  create(input: ProxyInput): Promise<SteeredProxy> {
    const { name, listen, upstream, enabled = true } = input;
    if (!name) throw missingField('name');
    if (!upstream) throw missingField('upstream');
    return this.add({ name, kind: 'tcp', listen: listen || ANY_PORT, upstream }, enabled);
  }

  /** Creates what is missing and moves what stands elsewhere. @throws ControlError */
  async populate(inputs: readonly ProxyInput[]): Promise<readonly SteeredProxy[]> {
    const proxies: SteeredProxy[] = [];
    for (const input of inputs) {
      const before = this.#proxies.get(input.name ?? '');
      if (before) await this.update(before, input);
      proxies.push(before ?? (await this.create(input)));
    }
    return proxies;
  }

  /** @throws ControlError 500 */
  async update(proxy: SteeredProxy, { listen, upstream, enabled, ttl }: ProxyInput): Promise<void> {
    const before = proxy.shown();
    await proxy.move({ listen: listen ?? before.listen, upstream: upstream ?? before.upstream });
    if (enabled ?? before.enabled) await proxy.enable();
    else await proxy.disable(ttl);
  }

  async remove(name: string): Promise<void> {
    const proxy = this.get(name);
    this.#proxies.delete(name);
    proxy.toxics.clear();
    await proxy.disable();
  }

  /** Everything up, no toxic. */
  async reset(): Promise<void> {
    for (const proxy of this.list()) {
      proxy.toxics.clear();
      await proxy.enable();
    }
  }
}

function missingField(field: string): ControlError {
  return new ControlError(400, `missing required field: ${field}`);
}
