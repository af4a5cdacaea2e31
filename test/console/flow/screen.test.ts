import { expect, test } from 'vitest';
import { perform } from '../../../src/console/actions.ts';
import type { FlowUi } from '../../../src/console/flow/state.ts';
import { initialFlow } from '../../../src/console/flow/state.ts';
import { frame } from '../../../src/console/frame.ts';
import { commandFor } from '../../../src/console/keymap.ts';
import { layout } from '../../../src/console/layout.ts';
import type { UiState } from '../../../src/console/ui-state.ts';
import type { View } from '../../../src/console/view.ts';
import { acmeChain } from '../../support/chain.ts';
import { flowStory } from '../../support/flow-story.ts';
import { healthyStory } from '../../support/stories.ts';
import { frameText, textOf, viewFor } from '../../support/view.ts';

const story = flowStory();
const on = (flow: Partial<FlowUi> = {}, feed = story, ui: Partial<UiState> = {}): View =>
  viewFor(feed, { screens: ['chain', 'flow'], flow: { ...initialFlow, ...flow }, ...ui });

/** The view after these keys. */
function after(keys: readonly string[], feed = story): View {
  let view = on({}, feed);
  for (const key of keys) {
    const command = commandFor(key, view.ui.screens.at(-1) ?? 'chain', false);
    if (command) view = { ...view, ui: perform(command, view, layout(80, 24), key).ui };
  }
  return view;
}

test('at 80×24: who contributed, what served, who asked, what was lost where', () => {
  expect(frameText(on())).toMatchInlineSnapshot(`
    " weaklink  acme-prod › chat-70b                      LIVE  bastion-2  14:03:00Z
     ── chat-70b, last 15 m, by value: 0.8760 USD (0.88/min), 300 attempts ────────
     CONTRIBUTED BY      MODEL WEIGHTS       SERVED BY           ASKED BY
     ▇ host gpu-2    ╮╭──▇ adapter law-v3────▇ replica-b 0.58────▇ agents    0.44
     ▇     28 %  0.24││  ▇     35 %  0.31    ▇           67 %    ▇           50 %
     ▇               ││  ▇                   ▇ on gpu-2,         ▇
     ▇               ││╭─▇                   ▇ node-3            ▇
     ▇ legal     0.19┼╯│ ▇               ─╮╭─▇                   ▇
     ▇           22 %│╭┼─▇ base 70b  0.10┼┼┼─▇               ╮ ╭─▇
     ▇               ╰┼┼─────────────────╯│  ▇               │ │╭▇
     ▇ med       0.12─┼╯                  │  ▇               ┼┼┼┼▇ batch     0.22
     ▇           13 % │                   │  ▇                │││▇           25 %
     ▇ brown     0.10─╯                   ╰──▇ replica-a 0.19┼┼┼┼▇
     ▇ develop… 0.082╮                   ╭───▇           22 %╯╰─┼▇ web       0.22
     ░ unattri… 0.040┼───────────────────╯   ▇ on gpu-1, nod…╮  │▇           25 %
                                             ✖ LOST gpu-1    ┼──┼▇
     ✖ 11 % of what is billed lost at gpu-1 since 14:02:00Z: fell off the bus (XID
       79), 94 % sure; met at replica-a
     ──────────────────────────────────────────────────────────────────────────────
     billed 0.8760 USD = parties 0.7368 + unattributed 0.0399 + lost 0.0993
      ● conserved
     by longest-suffix 56 %, declared 44 %; lineage: 3 checked, 2 declared
     told by tap 300; newest less than 1 s ago
     ? help  q quit  v measure  t window  l links  r risks  Space freeze  p mask"
  `);
});

test('v shows requests, tokens and time; t another window', () => {
  const title = (keys: readonly string[]) => frameText(after(keys)).split('\n')[1];

  expect(title([])).toContain('chat-70b, last 15 m, by value: 0.8760 USD (0.88/min), 300 attempts');
  expect(title(['v'])).toContain('by requests: 300 attempts (5.0/s)');
  expect(title(['v', 'v'])).toContain('by tokens: 45,000 tokens (750/s), 300 attempts');
  expect(title(['v', 'v', 'v'])).toContain('by time: 6 m, 300 attempts (5.0/s)');
  expect(title(['v', 'v', 'v', 'v', 't'])).toContain('last 1 h, by value');
});

test('the loss lane names the culprit of the diagnosis', () => {
  const text = frameText(on({ measure: 'requests' }));
  expect(text).toContain('✖ LOST gpu-1');
  expect(text).toMatch(
    /✖ 11 % of attempts lost at gpu-1 since 14:02:00Z: fell off the bus \(XID 79\),\s+94 % sure; met at replica-a/,
  );
});

test('without prices money is unknown and says why; requests flow all the same', () => {
  const text = frameText(on({}, flowStory({ priced: false })));
  expect(text).toContain('the price of all 300 attempts is unknown');
  expect(text).toContain('price unknown: no attempt in this window has a known cost');
  expect(frameText(on({ measure: 'requests' }, flowStory({ priced: false })))).toContain(
    'attempts 300 = answered 266 + lost 34 + in flight 0  ● conserved',
  );
});

test('l: where time and errors go, link by link', () => {
  const text = frameText(after(['l']));
  expect(text).toMatch(/replica-a +100 +34 .* 22 % 503 34/);
  expect(text).toMatch(/replica-b +200 +0 .* 68 %/);
  expect(text).toContain('14 ms of it, 7 %, on');
  expect(frameText(after(['l', '?']))).toContain('SHARE: of all the time that answers');
});

test('l: what own looks found at each link stands under what attempts told', () => {
  const feed = flowStory();
  const look = (link: string, value: number, symptom: string | null = null) =>
    feed.look({
      link,
      reach: 'through',
      model: 'chat-70b',
      measures: symptom ? [] : [{ name: 'llm.first_token', value, unit: 'ms' }],
      ...(symptom ? { symptom, outcome: 'failed' } : {}),
    });
  for (let round = 0; round < 2; round += 1) {
    look('gateway', 210 + 20 * round);
    look('router', 200);
    look('replica-b', 100);
    look('replica-a', 0, 'llm.ttft_timeout');
  }

  const text = frameText(after(['l'], feed));
  expect(text).toMatch(/LOOKED AT +LOOKS +FAILED 1ST TOKEN +OWN MET/);
  expect(text).toMatch(/router +2 +0 +200 ms +100 ms$/m);
  expect(text).toMatch(/gateway +2 +0 +220 ms +< 40 ms$/m);
  expect(text).toMatch(/replica-a +2 +2 +– +– llm\.ttft_timeout 2$/m);
  expect(text.split('\n').every((line) => line.length <= 80)).toBe(true);
  expect(frameText(after(['l', '?'], feed))).toContain('OWN: by own looks');
});

test('Enter leads to the attempts of a party, a request and a span; Esc back', () => {
  const node = after(['v', 'j']);
  expect(frameText(node)).toMatch(/› adapter law-v3: 133 attempts, 44 % of all/);

  const attempts = after(['v', 'j', 'enter']);
  expect(frameText(attempts)).toMatch(/AT +END +ASKED BY +SERVED BY +TIME +TOKENS +COST/);
  expect(frameText(attempts)).toMatch(/^› 14:02:59Z answered/m);

  const request = after(['v', 'j', 'enter', 'enter']);
  expect(frameText(request)).toContain('request tap:r-298');
  expect(frameText(request)).toMatch(/replica-b +▇+ +1\.2 s {2}first token 180 ms/);
  expect(frameText(request)).toMatch(/legal +0\.000710000 USD {2}24 % {2}longest-suffix, checked/);

  const span = after(['v', 'j', 'enter', 'enter', 'j', 'j', 'j', 'j', 'enter']);
  expect(frameText(span)).toMatch(/held it +1\.2 s, > 99 % of the attempt|held it +1\.2 s, 99 %/);
  expect(frameText(span)).toMatch(/usual here +p50/);

  const back = after(['v', 'j', 'enter', 'enter', 'escape', 'escape', 'escape']);
  expect(back.ui.screens).toEqual(['chain']);
});

test('a link says what it runs on', () => {
  expect(frameText(on({ node: 'link:replica-a' }))).toMatch(/› replica-a: .*; runs on .*gpu-1/);
});

test('every node can be chosen, also where it is one of many in a row', () => {
  const view = after(['G']);
  expect(view.ui.flow.node).toMatch(/^consumer:/);
  expect(after(['g']).ui.flow.node).toMatch(/^source:/);
});

test('it holds from the smallest screen to a large one, in ASCII and masked', () => {
  for (const [columns, rows] of [
    [60, 15],
    [80, 24],
    [160, 45],
    [200, 50],
  ] as const) {
    for (const measure of ['value', 'requests', 'tokens', 'time'] as const) {
      const text = frameText(on({ measure }), columns, rows);
      expect(text.split('\n')).toHaveLength(rows);
      expect(text).toContain('conserved');
      expect(text).toContain('lost at gpu-1');
    }
  }
  const ascii = viewFor(story, { screens: ['chain', 'flow'], masked: true }, { unicode: false });
  expect(textOf(frame(ascii, 80, 24), false)).toMatch(/^[\n -~]*$/);
});

test('a large screen shows the links under the flow', () => {
  const text = frameText(on(), 160, 45);
  expect(text).toContain('CONTRIBUTED BY');
  expect(text).toContain('1ST TOKEN');
});

test('before anybody asked, the screen says so', () => {
  expect(frameText(on({}, healthyStory()))).toContain('nobody was seen to ask a model yet');
});

test('inferences stand in no list of events', () => {
  const view = viewFor(story, { screens: ['chain', 'events'], everyLook: true });
  expect(frameText(view)).not.toContain('ASK');
});

/** Each replica runs on the machines of another cloud. */
const twoClouds = {
  ...acmeChain,
  links: acmeChain.links.map((link) => {
    const provider = { 'node-2': 'cloud-a', 'node-3': 'cloud-b' }[link.id];
    return provider === undefined ? link : { ...link, provider };
  }),
};

test('r: who serves how much, and what alone would stop the model', () => {
  const lines = frameText(after(['v', 'r'], flowStory({ chain: twoClouds }))).split('\n');
  expect(lines[1]).toContain('by requests: 300 attempts');
  expect(lines.slice(2, -1).join('\n').trimEnd()).toMatchInlineSnapshot(`
    " PROVIDER                                                        SHARE   AMOUNT
     cloud-b                                ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇        75 %      200
     cloud-a                                ▇▇▇▇▇                     25 %       66
     Herfindahl index 6,269
     10,000: all with one provider; 2,500: four alike

     Model     chat-70b: stopped by any one of these, of 12 links behind it
     link      chat.acme.ai, certificate, gateway, router, weights-store, vendor-x
     provider  vendor
     owner     infra, edge team, vendor
     Unknown   provider of 9 of 12 links, region of 12 of 12 links, GPU type of 2
               of 2 links"
  `);
  expect(frameText(after(['v', 'r', 'r']))).toContain('ASKED BY');
});

test('what nobody says is no provider: the index has bounds then', () => {
  const text = frameText(on({ tab: 'risks', measure: 'value' }));
  expect(text).toMatch(/nobody says whose +░{24} 100 % +0\.78/);
  expect(text).toContain('Herfindahl index 0-10,000');
});

test('r holds on small and large screens, in ASCII and masked', () => {
  for (const [columns, rows] of [
    [60, 15],
    [80, 24],
    [160, 45],
  ] as const) {
    const lines = frameText(on({ tab: 'risks' }), columns, rows).split('\n');
    expect(lines).toHaveLength(rows);
    expect(lines.filter((line) => [...line].length > columns)).toEqual([]);
    expect(lines.join('\n')).toContain('Herfindahl index');
  }
  const ascii = viewFor(
    story,
    { screens: ['chain', 'flow'], masked: true, flow: { ...initialFlow, tab: 'risks' } },
    { unicode: false },
  );
  expect(textOf(frame(ascii, 80, 24), false)).toMatch(/^[\n -~]*$/);
});
