import type { LookContext } from '../../probes/probe.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createRedactor, type Redactor } from '../../src/text/redact.ts';
import { localVantage } from '../../src/vantage/local.ts';

/** What a look is given, with what a test does not care about filled in. */
export function lookContext(parts: Partial<LookContext> = {}): LookContext {
  return {
    deadlineMs: 4_000,
    signal: new AbortController().signal,
    vantage: localVantage,
    clock: systemClock,
    redactor: strikingOut(),
    secret: (reference) => Promise.reject(new Error(`this test has no secret ${reference}`)),
    ...parts,
  };
}

/** A redactor that knows these secrets. */
export function strikingOut(...secrets: string[]): Redactor {
  const redactor = createRedactor();
  for (const secret of secrets) redactor.learn(secret);
  return redactor;
}
