import type { Injector } from '../injector.ts';
import { dnsInjector } from './dns.ts';
import { dockerInjector } from './docker.ts';
import { execInjector } from './exec.ts';
import { fileInjector } from './file.ts';
import { llmInjector } from './llm.ts';
import { processInjector } from './process.ts';
import { sandboxInjector } from './sandbox.ts';
import { tcpInjector } from './tcp.ts';

/** Every way to break something: one file each, and one entry here. */
export const injectors = {
  dns: dnsInjector,
  docker: dockerInjector,
  exec: execInjector,
  file: fileInjector,
  llm: llmInjector,
  process: processInjector,
  sandbox: sandboxInjector,
  tcp: tcpInjector,
} as const satisfies Record<string, Injector<unknown>>;

export type InjectorKind = keyof typeof injectors;

/** For options and plans as plain data; `undefined` where this version has no such injector. */
export function injectorOf(kind: string): Injector<unknown> | undefined {
  return Object.hasOwn(injectors, kind) ? injectors[kind as InjectorKind] : undefined;
}
