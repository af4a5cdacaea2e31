import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { FlowBook } from '../../../src/attribution/flow/book.ts';
import { gatewaysIn } from '../../../src/attribution/flow/gateways.ts';
import { layoutFlow } from '../../../src/attribution/flow/layout.ts';
import { sankeyOrder } from '../../../src/attribution/flow/order.ts';
import { type Flow, flowMeasures } from '../../../src/attribution/flow/types.ts';
import { defaultWindow } from '../../../src/attribution/flow/windows.ts';
import type { LinkId } from '../../../src/chain/types.ts';
import {
  accountedOf,
  inferenceOf,
  storyBook,
  storyEnd,
  storyFeeds,
} from '../../support/accounted.ts';
import { acmeChain, acmeWithoutGateways, chainOf } from '../../support/chain.ts';

const hop = (link: LinkId) => ({ link, ms: 1, firstTokenMs: null });
const asked = (link: LinkId, ...way: LinkId[]) =>
  inferenceOf({ attempt: 'a', link, path: way.map(hop) });

/** Two gateways lead to one router, which asks a server and a vendor; the vendor is asked directly too. */
const forked = chainOf('forked', 'front', [
  { id: 'front', kind: 'service', needs: [['east', 'west'], 'vendor'] },
  { id: 'east', kind: 'gateway', needs: ['router'] },
  { id: 'west', kind: 'gateway', needs: ['router'] },
  { id: 'router', kind: 'router', needs: ['server', 'vendor'] },
  { id: 'server', kind: 'inference-server', needs: [] },
  { id: 'vendor', kind: 'provider', needs: [] },
]);

describe('the gateways that an attempt passed', () => {
  it('are those that it tells of before the link that served it', () => {
    const gateways = gatewaysIn(forked);
    expect(gateways(asked('server', 'front', 'west', 'router', 'server'))).toBe('west > router');
    expect(gateways(asked('router', 'east', 'router', 'server'))).toBe('east');
    // It tells of its way, on which there were none.
    expect(gateways(asked('vendor', 'front', 'vendor'))).toBeNull();
  });

  it('are those of the chain where it tells of no way, and every way passes the same', () => {
    const gateways = gatewaysIn(acmeChain);
    expect(gateways(asked('replica-a'))).toBe('gateway > router');
    expect(gateways(asked('vendor-x', 'vendor-x'))).toBe('gateway > router');
    expect(gateways(asked('elsewhere'))).toBeNull();
    expect(gateways({ ...asked('replica-a'), model: 'another' })).toBeNull();
    expect(gatewaysIn(forked)(asked('server'))).toBeNull();
    expect(gatewaysIn(forked)(asked('vendor'))).toBeNull();
  });

  it('are found in a chain that runs in a circle', () => {
    const circle = chainOf('circle', 'one', [
      { id: 'one', kind: 'gateway', needs: ['two'] },
      { id: 'two', kind: 'router', needs: ['one', 'server'] },
      { id: 'server', kind: 'inference-server', needs: [] },
    ]);
    expect(gatewaysIn(circle)(asked('server'))).toBe('one > two');
  });
});

/** What comes into a node, what goes out of it, and what it is said to be. */
function throughputOf({ edges }: Pick<Flow, 'edges'>, id: string) {
  const sum = (side: 'from' | 'to') =>
    edges.filter((edge) => edge[side] === id).reduce((total, { amount }) => total + amount, 0n);
  return { in: sum('to'), out: sum('from') };
}

function expectConserved(flow: Flow): void {
  expect(flow.conserved).toBe(true);
  for (const { id, stage, amount } of flow.nodes) {
    const passed = throughputOf(flow, id);
    if (stage === 'gateways') expect(passed).toEqual({ in: amount, out: amount });
  }
  for (const stage of flow.stages) {
    expect(stage.in).toBe(stage.out + stage.lost + stage.inFlight);
  }
}

test('what goes into a gateway comes out of it, by every measure', () => {
  const book = storyBook(acmeChain);
  for (const measure of flowMeasures) {
    const flow = book.flow('chat-70b', measure, defaultWindow, storyEnd);
    expectConserved(flow);
    expect(flow.nodes.filter(({ stage }) => stage === 'gateways')).toEqual([
      {
        id: 'gateways:gateway > router',
        stage: 'gateways',
        name: 'gateway > router',
        kind: 'gateway',
        amount: flow.out,
      },
    ]);
    // Folded away, it is the flow of a chain without gateways.
    const bare = storyBook(acmeWithoutGateways);
    const { nodes, edges, stages } = bare.flow('chat-70b', measure, defaultWindow, storyEnd);
    expect(flow.withoutGateways).toEqual({ nodes, edges, stages });
  }
});

const anyAttempt = fc.record({
  way: fc.constantFrom([], ['gateway', 'router'], ['router'], ['gateway']),
  link: fc.constantFrom('replica-a', 'replica-b', 'vendor-x', 'elsewhere'),
  adapter: fc.constantFrom(null, 'law-v3'),
  outcome: fc.constantFrom('ok' as const, 'failed' as const, 'aborted' as const),
  nanos: fc.integer({ min: 0, max: 1_000_000 }),
  lost: fc.integer({ min: 0, max: 1_000 }),
});

test('it is so whatever is known of the ways, also of attempts that are told anew', () => {
  fc.assert(
    fc.property(fc.array(anyAttempt, { minLength: 1, maxLength: 40 }), (attempts) => {
      const book = new FlowBook({ feeds: storyFeeds, chain: acmeChain });
      attempts.forEach(({ way, link, adapter, outcome, nanos, lost }, index) => {
        const path = way.length === 0 ? [] : [...way, link].map(hop);
        const postings = { 'datanet:legal': nanos, 'host:gpu-2': 7, unattributed: 3 };
        // Every third is told anew, by another way.
        const attempt = `a-${index % 3 === 2 ? index - 1 : index}`;
        book.take(
          accountedOf({ attempt, link, adapter, outcome, path }, { money: { postings, lost } }),
        );
      });
      for (const measure of flowMeasures) {
        const flow = book.flow('chat-70b', measure, defaultWindow, storyEnd);
        expectConserved(flow);
        const order = sankeyOrder(flow);
        for (const rows of [4, 14, 40]) {
          const { columns, split } = layoutFlow(flow, order, rows);
          for (const { stage, slots } of columns) {
            const filled = slots.reduce((sum, slot) => sum + slot.rows, 0);
            const inAll = stage === 'serving' || stage === 'consumers';
            expect(filled).toBe(inAll ? rows : split.out);
          }
        }
      }
    }),
    { numRuns: 150 },
  );
});
