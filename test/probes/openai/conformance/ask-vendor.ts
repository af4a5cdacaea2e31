import { expect, test } from 'vitest';
import { openaiProbe } from '../../../../probes/openai/index.ts';
import type { Finding } from '../../../../probes/probe.ts';
import {
  type FakeApi,
  type FakeVendor,
  type Said,
  startFakeApi,
} from '../../../support/fakes/model-apis/fake-api.ts';
import { lookAt } from '../../../support/look-at.ts';

/** How a chain file states the API of a fake vendor. */
export interface Stated {
  readonly vendor: FakeVendor;
  /** The path below the host. */
  readonly base: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** A documented state of an API, and what weaklink has to make of it. */
export type Row = readonly [
  title: string,
  said: Said,
  symptom: string | null,
  facts?: Readonly<Record<string, unknown>>,
];

export async function askVendor(
  { vendor, base, options, secrets }: Stated,
  said?: Said,
  more: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly finding: Finding; readonly got: FakeApi['got'] }> {
  const api = await startFakeApi(vendor, said);
  try {
    const finding = await lookAt(
      openaiProbe,
      {
        url: `http://${api.address}${base}`,
        model: 'small',
        canary: { prompt: 'What is two and two?', answer: 'four is right' },
        // A stream that hangs is given up soon, however busy the machine is.
        stallMs: 400,
        ...options,
        ...more,
      },
      {
        deadlineMs: 20_000,
        secret: (reference) =>
          secrets[reference] === undefined
            ? Promise.reject(new Error(`no secret ${reference}`))
            : Promise.resolve(secrets[reference]),
      },
    );
    return { finding, got: api.got };
  } finally {
    await api.close();
  }
}

/**
 * One test for each row: its symptom, its facts, and one request alone, since nothing is retried. An API that takes
 * a key refuses a wrong one.
 */
export function conform(stated: Stated, rows: readonly Row[]): void {
  if (stated.options.key !== undefined) {
    test('a wrong key', async () => {
      const { finding } = await askVendor(stated, undefined, { key: 'env:WRONG' });
      expect(finding.symptom).toBe('llm.auth');
    });
  }
  for (const [title, said, symptom, facts = {}] of rows) {
    test(title, async () => {
      const { finding, got } = await askVendor(stated, said);
      expect(finding.symptom).toBe(symptom);
      expect(finding.facts).toMatchObject(facts);
      expect(got).toHaveLength(1);
    });
  }
}
