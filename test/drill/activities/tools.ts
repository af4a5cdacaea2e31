import type { ActivityTools } from '../../../src/drill/activities/tools.ts';
import type { Activity, Provider } from '../../../src/drill/experiment-types.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { createRedactor } from '../../../src/text/redact.ts';

/** Tools that know nothing, refuse every fault, and are never aborted. */
export function tools(given: Partial<ActivityTools> = {}): ActivityTools {
  return {
    settings: { values: {}, secrets: {} },
    redactor: createRedactor(),
    signal: new AbortController().signal,
    clock: systemClock,
    fault: (name) => Promise.reject(new Error(`no fault ${name}`)),
    ...given,
  };
}

export function activity(provider: Provider, given: Partial<Activity> = {}): Activity {
  return {
    type: 'probe',
    name: 'one',
    provider,
    tolerance: null,
    background: false,
    pauseBeforeMs: 0,
    pauseAfterMs: 0,
    mode: 'edge',
    ...given,
  };
}

export function program(...argv: string[]): Extract<Provider, { kind: 'process' }> {
  return { kind: 'process', argv, timeoutMs: 5_000 };
}

export function request(
  url: string,
  given: Partial<Extract<Provider, { kind: 'http' }>> = {},
): Extract<Provider, { kind: 'http' }> {
  const rest = { method: 'GET', headers: {}, body: undefined, expectedStatus: null };
  return { kind: 'http', url, ...rest, timeoutMs: 5_000, ...given };
}
