import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { lossLanes } from '../../../src/attribution/flow/losses.ts';
import { sankeyOrder } from '../../../src/attribution/flow/order.ts';
import { type FlowMeasure, flowMeasures } from '../../../src/attribution/flow/types.ts';
import { defaultWindow } from '../../../src/attribution/flow/windows.ts';
import { flowFormats } from '../../../src/report/flow/index.ts';
import type { FlowReport } from '../../../src/report/flow/report.ts';
import { flowText } from '../../../src/report/flow/text.ts';
import { plainLook } from '../../../src/report/text.ts';
import { accountedOf, storyBook, storyEnd } from '../../support/accounted.ts';
import { acmeChain, acmeWithoutGateways } from '../../support/chain.ts';

function reportOf(measure: FlowMeasure, book = storyBook()): FlowReport {
  const flow = book.flow('chat-70b', measure, defaultWindow, storyEnd);
  const lanes = lossLanes(flow, null, null);
  return { chain: 'acme-prod', flows: [{ flow, lanes, order: sankeyOrder(flow) }] };
}

test('text: the whole picture at 80 columns', () => {
  expect(flowFormats.text(reportOf('value'), plainLook)).toMatchInlineSnapshot(`
    " FLOW  chat-70b, last 15 m, by value: 0.8760 USD (0.88/min), 300 attempts
     CONTRIBUTED BY      MODEL WEIGHTS       SERVED BY           ASKED BY
     ▇ host gpu-2    ╮╭──▇ adapter law-v3────▇ replica-b 0.58────▇ agents    0.44
     ▇     28 %  0.24││  ▇     35 %  0.31    ▇           67 %    ▇           50 %
     ▇               ││  ▇                   ▇                   ▇
     ▇               ││╭─▇                   ▇                   ▇
     ▇ legal     0.19┼╯│ ▇               ─╮╭─▇                   ▇
     ▇           22 %│╭┼─▇ base 70b  0.10┼┼┼─▇               ╮╭──▇
     ▇               │││ ▇           12 %││  ▇               ││ ╭▇
     ▇ med       0.12┼┼┼─────────────────╯│  ▇               ╰┼─┼▇ batch     0.22
     ▇           13 % │                   │  ▇               ╮│ │▇           25 %
     ▇ brown     0.10─╯                   │  ▇               ││ │▇
     ▇           12 %                     ╰──▇ replica-a 0.19┼╯╭┼▇
     ▇ develop… 0.082╮                   ╭───▇           22 %┼─┼┼▇ web       0.22
     ░ unattri… 0.040┼───────────────────╯   ▇               ╮  │▇           25 %
                                             ✖ LOST replica-a┼──╯▇
                                             ✖     11 %  0.10╰───▇
     ✖ 11 % of what is billed lost at replica-a since 14:02:00Z: error
     ──────────────────────────────────────────────────────────────────────────────
     billed 0.8760 USD = parties 0.7368 + unattributed 0.0399 + lost 0.0993
      ● conserved
     by longest-suffix 56 %, declared 44 %; lineage: 3 checked, 2 declared
     told by tap 300; newest less than 1 s ago

     LINK                   IN    LOST      P50      P95 1ST TOKEN SHARE ERRORS
     gateway               300       0   3.1 ms   3.1 ms    2.0 ms   1 %
     router                300       0   5.0 ms   5.0 ms    4.0 ms   2 %
     replica-b             200       0    1.2 s    1.2 s    180 ms  68 %
     replica-a             100      34    1.2 s    1.2 s    180 ms  22 % 503 34
     time to the first token: p50 204 ms, p95 204 ms of 266; 14 ms of it, 7 %, on
     no measured link
    "
  `);
});

test('text fits every width by every measure, in ASCII too', () => {
  for (const measure of flowMeasures) {
    for (const columns of [60, 80, 120, 200]) {
      for (const unicode of [true, false]) {
        const look = { ...plainLook, unicode };
        const text = flowText(reportOf(measure), look, { columns, rows: 22 });
        const lines = text.split('\n');
        expect(lines.filter((line) => [...line].length > columns)).toEqual([]);
        if (!unicode) expect(text).toMatch(/^[\n -~]*$/);
        expect(text).toContain('conserved');
        expect(text).toContain('LOST');
      }
    }
  }
});

test('what has no price says so, and no figure is 0 that is unknown', () => {
  const book = storyBook();
  book.take(accountedOf({ attempt: 'x', model: 'free' }));
  const flow = book.flow('free', 'value', defaultWindow, storyEnd);
  const text = flowFormats.text(
    { chain: 'acme-prod', flows: [{ flow, lanes: [], order: [] }] },
    plainLook,
  );

  expect(text).toContain('price unknown: no attempt in this window has a known cost');
  expect(text).toContain('price or bill of 1 unknown');
  expect(text).not.toContain('0.00');
});

test('json: amounts of money are text, and add up', () => {
  const { schema, flows } = JSON.parse(flowFormats.json(reportOf('value')));
  const [flow] = flows;
  expect(schema).toBe('weaklink.flow/1');
  expect(flow).toMatchObject({ measure: 'value', unit: 'nano-USD', conserved: true });
  expect(BigInt(flow.total)).toBe(
    BigInt(flow.parties) + BigInt(flow.unattributed) + BigInt(flow.lost) + BigInt(flow.inFlight),
  );
  expect(flow.lanes).toMatchObject([{ link: 'replica-a', since: '2026-11-21T14:02:00.000Z' }]);
  expect(JSON.parse(flowFormats.json(reportOf('requests'))).flows[0].total).toBe(300);
});

test('markdown: names from outside stay text', () => {
  const book = storyBook();
  book.take(accountedOf({ attempt: 'x', consumer: '**<b>`|', atMs: 1_000 }));
  const text = flowFormats.markdown(reportOf('requests', book));

  expect(text).toContain('| consumers | \\*\\*\\<b\\>\\`\\| |');
  expect(text).toContain('- 11 % of attempts lost at replica-a since 14:02:00Z: error');
});

test('mermaid: what enters the serving stage leaves it', () => {
  const lines = flowFormats.mermaid(reportOf('requests')).split('\n');
  const edges = lines
    .filter((line) => line.startsWith('"'))
    .map((line) => JSON.parse(`[${line}]`) as [string, string, number]);
  const sum = (side: 0 | 1, name: string) =>
    edges.filter((edge) => edge[side] === name).reduce((total, [, , value]) => total + value, 0);

  expect(lines).toContain('sankey-beta');
  expect(sum(1, 'replica-b')).toBe(sum(0, 'replica-b'));
  expect(sum(0, 'lost at replica-a')).toBe(34);
});

test('svg: well-formed, and bars of equal height at every stage', () => {
  const svg = flowFormats.svg(reportOf('value'));
  expect(XMLValidator.validate(svg)).toBe(true);
  const parsed = new XMLParser({ ignoreAttributes: false }).parse(svg);
  const bars: { '@_x': string; '@_height': string; '@_fill': string }[] = parsed.svg.g.g.rect;
  const heights = new Map<string, number>();
  for (const bar of bars) {
    // One pixel is left between two bars.
    heights.set(bar['@_x'], (heights.get(bar['@_x']) ?? 0) + Number(bar['@_height']) + 1);
  }
  const [sources, weights, serving, consumers] = [...heights.values()];
  expect({ sources, serving }).toEqual({ sources: weights, serving: consumers });
  expect(serving).toBe(400);
});

const throughGateways = (measure: FlowMeasure) => reportOf(measure, storyBook(acmeChain));

test('text: gateways have a column where columns stay wide enough, and are folded away elsewhere', () => {
  const at = (measure: FlowMeasure, columns: number, unicode = true) =>
    flowText(throughGateways(measure), { ...plainLook, unicode }, { columns, rows: 22 });
  const head = 'CONTRIBUTED BY +MODEL WEIGHTS +PASSED THROUGH +SERVED BY +ASKED BY';
  expect(at('value', 120)).toMatch(new RegExp(head));
  expect(at('value', 120)).toMatch(/▇ gateway > router─+▇ replica-b/);
  expect(at('value', 120, false)).toMatch(/^[\n -~]*$/);
  // Four columns have room at 80, five have not.
  expect(at('requests', 80)).toMatch(/▇ gateway > +─+▇ replica-b/);
  const bare = reportOf('value', storyBook(acmeWithoutGateways));
  expect(at('value', 80)).toBe(flowText(bare, plainLook, { columns: 80, rows: 22 }));
});

test('links that served say what they run on, in every format', () => {
  const report = throughGateways('value');
  expect(flowText(report, plainLook)).toMatch(/▇ on gpu-2, +▇/);
  expect(flowText(report, plainLook, { columns: 160, rows: 40 })).toContain('▇ on gpu-2, node-3 ');
  for (const format of ['markdown', 'svg', 'mermaid'] as const) {
    expect(flowFormats[format](report)).toContain('replica-b on gpu-2, node-3');
  }
  const { flows } = JSON.parse(flowFormats.json(report));
  const nodes: { id: string; runsOn?: string[] }[] = flows[0].nodes;
  expect(nodes.find(({ id }) => id === 'link:replica-b')?.runsOn).toEqual(['gpu-2', 'node-3']);
  expect(nodes.find(({ id }) => id === 'consumer:web')).not.toHaveProperty('runsOn');
});

test('documents hold the gateways between the weights and the links that served', () => {
  const markdown = flowFormats.markdown(throughGateways('requests'));
  expect(markdown).toMatch(/\| gateways \| gateway \\> router \| 266 attempts \| 89 % \|/);
  const lines = flowFormats.mermaid(throughGateways('requests')).split('\n');
  expect(lines).toContain('"adapter law-v3","gateway > router",133');
  expect(lines.filter((line) => line.startsWith('"gateway > router","replica-'))).toHaveLength(2);
  expect(flowFormats.svg(throughGateways('value'))).toContain(
    'gateway &gt; router: 0.7767 USD, 89 %',
  );
  const [flow] = JSON.parse(flowFormats.json(throughGateways('value'))).flows;
  expect(flow.stages.map(({ stage }: { stage: string }) => stage)).toContain('gateways');
  expect(flow).not.toHaveProperty('withoutGateways');
});
