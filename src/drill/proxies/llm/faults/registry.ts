import type { LlmFault } from '../fault.ts';
import { errorEvent, malformed, truncate } from './broken.ts';
import { buffer, stall, tokenDelay, ttft } from './pace.ts';
import { auth, loadingModel, modelNotFound, overload, quota, rateLimit } from './refusals.ts';
import { cutContent, dropUsage, swapModel, zeroCost } from './silent.ts';
import { wrongTenant } from './wrong-tenant.ts';

/** Everything that a model API can do wrong while its connection is good. */
export const llmFaults = {
  'rate-limit': rateLimit,
  quota,
  overloaded: overload,
  loading: loadingModel,
  auth,
  'model-not-found': modelNotFound,
  ttft,
  'token-delay': tokenDelay,
  stall,
  buffer,
  truncate,
  malformed,
  'error-event': errorEvent,
  'drop-usage': dropUsage,
  'zero-cost': zeroCost,
  'swap-model': swapModel,
  'cut-content': cutContent,
  'wrong-tenant': wrongTenant,
} as const;

export type LlmFaultType = keyof typeof llmFaults;

/** The attributes were checked when the toxic was made, so they fit its fault. */
export function llmFaultOf(type: string): LlmFault<unknown> {
  return llmFaults[type as LlmFaultType] as unknown as LlmFault<unknown>;
}
