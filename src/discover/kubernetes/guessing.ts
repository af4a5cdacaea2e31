import type { GuessedProbe } from '../types.ts';
import type { Ids } from './ids.ts';
import type { Read } from './read.ts';

export interface ClusterView {
  /** Whether names of services lead somewhere from where the chain is looked at. */
  readonly isInside: boolean;
  /** The context and the kubeconfig that probes are to use, where they are not the usual ones. */
  readonly way?: Readonly<Partial<Record<'context' | 'kubeconfig', string>>> | undefined;
}

/** What all parts of the guessing share. */
export interface Guessing {
  readonly read: Read;
  readonly ids: Ids;
  readonly view: ClusterView;
  probe(namespace: string | undefined, object: string): GuessedProbe;
}

export function idOfService(namespace: string, name: string, { ids }: Guessing): string {
  return ids.of('service', namespace, name);
}

export function unique<T>(all: readonly T[]): readonly T[] {
  return [...new Set(all)];
}
