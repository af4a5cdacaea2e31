import type { ProxyPlan } from '../types.ts';
import { dnsEngine } from './dns/engine.ts';
import type { EngineKind } from './engine.ts';
import { llmEngine } from './llm/engine.ts';
import { tcpEngine } from './tcp/engine.ts';

export const engineKinds = {
  tcp: tcpEngine,
  llm: llmEngine,
  dns: dnsEngine,
} as const satisfies Record<ProxyPlan['kind'], EngineKind>;
