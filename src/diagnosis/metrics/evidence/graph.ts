import type { CallEdge } from '../input/case.ts';

/** Who calls whom. */
export class CallGraph {
  readonly #callees = new Map<string, Set<string>>();
  readonly #callers = new Map<string, Set<string>>();

  constructor(edges: readonly CallEdge[]) {
    for (const { caller, callee } of edges) {
      enter(this.#callees, caller, callee);
      enter(this.#callers, callee, caller);
    }
  }

  callees(service: string): ReadonlySet<string> {
    return this.#callees.get(service) ?? none;
  }

  callers(service: string): ReadonlySet<string> {
    return this.#callers.get(service) ?? none;
  }

  knows(service: string): boolean {
    return this.#callees.has(service) || this.#callers.has(service);
  }

  get services(): string[] {
    return [...new Set([...this.#callees.keys(), ...this.#callers.keys()])];
  }

  /** The service and everything that its calls can reach. */
  reach(from: string): Set<string> {
    const reached = new Set([from]);
    for (const service of reached) for (const callee of this.callees(service)) reached.add(callee);
    return reached;
  }
}

const none: ReadonlySet<string> = new Set();

function enter(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key);
  if (known) known.add(value);
  else map.set(key, new Set([value]));
}
