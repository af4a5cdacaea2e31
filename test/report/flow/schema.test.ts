import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { lossLanes } from '../../../src/attribution/flow/losses.ts';
import { sankeyOrder } from '../../../src/attribution/flow/order.ts';
import { flowMeasures } from '../../../src/attribution/flow/types.ts';
import { defaultWindow } from '../../../src/attribution/flow/windows.ts';
import { flowFormats } from '../../../src/report/flow/index.ts';
import { flowJsonSchema } from '../../../src/report/flow/schema.ts';
import { accountedOf, storyBook, storyEnd } from '../../support/accounted.ts';
import { acmeChain } from '../../support/chain.ts';
import { flowStory } from '../../support/flow-story.ts';

const published: unknown = JSON.parse(readFileSync('schema/flow.schema.json', 'utf8'));
/** What another program would say of a document: another reader of the schema than the one that wrote it. */
const reader = z.fromJSONSchema(published as z.core.JSONSchema.JSONSchema);

function documents(): readonly unknown[] {
  const book = storyBook(acmeChain);
  book.take(accountedOf({ attempt: 'open', atMs: 59_000, final: false }));
  book.take(accountedOf({ attempt: 'cut', outcome: 'aborted', link: 'router', atMs: 58_000 }));
  book.take(accountedOf({ attempt: 'x', model: 'free' }));
  const money = { postings: { 'base:70b': 5 }, currency: 'EUR' };
  book.take(accountedOf({ attempt: 'euro', atMs: 1 }, { money }));
  return flowMeasures.map((measure) => {
    const flows = book.models.map((model) => {
      const flow = book.flow(model, measure, defaultWindow, storyEnd);
      const lanes = lossLanes(flow, acmeChain, flowStory().verdict());
      return { flow, lanes, order: sankeyOrder(flow) };
    });
    return JSON.parse(flowFormats.json({ chain: 'acme-prod', flows }));
  });
}

test('it is what `npm run schema` writes today', () => {
  expect(published).toEqual(JSON.parse(JSON.stringify(flowJsonSchema())));
});

test('it takes every flow by every measure', () => {
  for (const document of documents()) expect(reader.safeParse(document).error).toBeUndefined();
});

test('it does not take a flow that lacks something, has more, or money as a broken number', () => {
  const [document] = documents() as [{ flows: Record<string, unknown>[] }];
  const [flow = {}] = document.flows;
  const { total: _, ...without } = flow;
  for (const other of [without, { ...flow, more: 1 }, { ...flow, total: 0.5 }]) {
    expect(reader.safeParse({ ...document, flows: [other] }).success).toBe(false);
  }
});
