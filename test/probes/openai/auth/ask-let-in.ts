import { expect, onTestFinished } from 'vitest';
import { openaiProbe } from '../../../../probes/openai/index.ts';
import type { Finding, LookContext } from '../../../../probes/probe.ts';
import { createRedactor } from '../../../../src/text/redact.ts';
import { lookAtFake } from '../../../support/clouds.ts';
import {
  type FakeApi,
  type FakeVendor,
  type Said,
  startFakeApi,
} from '../../../support/fakes/model-apis/fake-api.ts';

/** A server that is closed when the test ends. */
export async function closing<Server extends { close(): Promise<void> }>(
  starting: Promise<Server>,
): Promise<Server> {
  const server = await starting;
  onTestFinished(() => server.close());
  return server;
}

export function startApi(vendor: FakeVendor, said?: Said): Promise<FakeApi> {
  return closing(startFakeApi(vendor, said));
}

/** A canary of a fake vendor: none of these secrets shows, and after a good one the redactor knows each. */
export function look(secrets: readonly string[]) {
  return async (
    api: FakeApi,
    options: object,
    parts: Partial<LookContext> = {},
  ): Promise<Finding> => {
    const redactor = createRedactor();
    const stated = {
      url: `http://${api.address}`,
      canary: { prompt: 'What is two and two?', answer: 'four is right' },
      ...options,
    };
    const finding = await lookAtFake(openaiProbe, stated, secrets, { redactor, ...parts });
    if (finding.outcome === 'ok') {
      for (const one of secrets) expect(redactor.redact(`x ${one} y`)).not.toContain(one);
    }
    return finding;
  };
}
