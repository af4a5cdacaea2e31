import type { Injector } from '../injector.ts';
import { dockerInjector } from './docker.ts';
import { sandboxInjector } from './sandbox.ts';

/** Every way to break something: one file each, and one entry here. */
export const injectors = {
  docker: dockerInjector,
  sandbox: sandboxInjector,
} as const satisfies Record<string, Injector<unknown>>;

export type InjectorKind = keyof typeof injectors;

/** For options and plans as plain data; `undefined` where this version has no such injector. */
export function injectorOf(kind: string): Injector<unknown> | undefined {
  return Object.hasOwn(injectors, kind) ? injectors[kind as InjectorKind] : undefined;
}
