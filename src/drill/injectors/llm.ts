import { llmFaults } from '../proxies/llm/faults/registry.ts';
import { namedFaultInjector } from '../proxies/named-fault.ts';

/** Faults of a model API behind a good connection; `intensity` is the share of requests. */
export const llmInjector = namedFaultInjector('llm', llmFaults, 'requests through');
