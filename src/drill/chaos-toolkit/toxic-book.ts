import type { ProxyPlan } from '../types.ts';
import type { ToxicRequest } from './context.ts';

/** Faults and proxies that `chaostoxi` actions became, in the order of the file. */
export class ToxicBook {
  readonly #toxics = new Map<string, ToxicRequest>();
  readonly #proxies = new Map<string, ProxyPlan>();

  get toxics(): ReadonlyMap<string, ToxicRequest> {
    return this.#toxics;
  }

  get proxies(): readonly ProxyPlan[] {
    return [...this.#proxies.values()];
  }

  /** True where the experiment makes this proxy, so that it is one of ours. */
  hasProxy(name: string): boolean {
    return this.#proxies.has(name);
  }

  addProxy(plan: ProxyPlan): void {
    this.#proxies.set(plan.name, plan);
  }

  /** @returns the name of the fault */
  add(request: ToxicRequest): string {
    const name = nameOf(request.proxy, request.toxic);
    this.#toxics.set(name, request);
    return name;
  }

  /** The fault that a toxic became, or null where none was made before. */
  find(proxy: string, toxic: string): string | null {
    const name = nameOf(proxy, toxic);
    return this.#toxics.has(name) ? name : null;
  }

  /** Every fault of one proxy, or of all, the newest first. */
  namesOf(proxy: string | null): readonly string[] {
    return [...this.#toxics]
      .filter(([, request]) => proxy === null || request.proxy === proxy)
      .map(([name]) => name)
      .reverse();
  }
}

/** Names of faults are ids: what is no letter, digit or - _ . becomes a dash. */
function nameOf(proxy: string, toxic: string): string {
  return `${proxy}-${toxic}`
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 64);
}
