import { describe, expect, test } from 'vitest';
import { choicesIn } from '../../../src/console/drill/choices.ts';
import { screenNames, type UiState } from '../../../src/console/ui-state.ts';
import type { Family } from '../../../src/diagnosis/modes/mode.ts';
import { acmeChain } from '../../support/chain.ts';
import { faultStory, healthyStory, lookAround } from '../../support/stories.ts';
import { frameText, viewFor } from '../../support/view.ts';
import { roundOver } from './game.ts';

const onDrill = (ui: Partial<UiState> = {}): Partial<UiState> => ({
  screens: ['chain', 'drill'],
  ...ui,
});

/** What weaklink concluded, as words that no look says. */
const conclusions =
  /fell off the bus \(XID 79\)|drain node-2, then|94 %|BROKEN|CANNOT TELL|✖ culprit .*gpu|△ symptom .*replica/;

describe('while the fault is hidden', () => {
  test.each(screenNames)('the screen %s shows nothing of the verdict', (name) => {
    const feed = faultStory();
    feed.emit('fault', { action: 'injected', name: 'gpu-1-lost', link: 'gpu-1', mode: 'gpu.lost' });
    const { hidden } = roundOver(feed);
    for (const [columns, rows] of [
      [80, 24],
      [200, 60],
    ] as const) {
      const view = viewFor(hidden, { screens: ['chain', name], selectedLink: 'gpu-1' });
      expect(frameText(view, columns, rows)).not.toMatch(conclusions);
      expect(frameText(view, columns, rows)).not.toContain('gpu-1-lost');
    }
    // The same words are there without the drill, so their absence means something.
    expect(frameText(viewFor(feed))).toMatch(conclusions);
  });

  test('the table still shows what was seen', () => {
    const text = frameText(viewFor(roundOver(faultStory()).hidden));
    expect(text).toMatch(/^ \? HIDDEN {3}something is broken: which link is it\?$/m);
    expect(text).toMatch(/gpu-1 +✖ failed +XID 79, gone from nvidia-smi/);
    expect(text).toContain('press d to name the culprit');
  });

  test('the drill screen asks, and lists every link with what was seen of it', () => {
    const feed = faultStory();
    const { hidden } = roundOver(feed);
    feed.pass(42_000);
    expect(frameText(viewFor(hidden, onDrill()))).toMatchInlineSnapshot(`
      " weaklink  acme-prod › chat-70b                      LIVE  bastion-2  14:04:02Z
       ── which link is at fault? (medium, 40 s since it broke) ─────────────────────
         t: a hint, 15 of 100 points each, 3 hints left

         LINK                 KIND               SEEN
       › chat.acme.ai         dns                ○ stale     10.0.3.7, as expected
         certificate          certificate        ○ stale     41 d left
         gateway              gateway            ○ stale     200 in 3 ms
         router               router             ○ stale     200, 2 of 2 replicas in…
         replica-a            inference-server   ○ stale     no first token in 10 s
         node-2               host               ● ok        load 3.1 of 32, 61 % me…
         gpu-1                gpu                ✖ failed    XID 79, gone from nvidi…
         replica-b            inference-server   ○ stale     37 tok/s
         node-3               host               ● ok        load 2.9 of 32, 58 % me…
         gpu-2                gpu                ● ok        60 °C, 70 % used, no XID
         weights-store        store              ○ stale     manifest matches
         vendor-x             provider           ? untested  –






       ? help  q quit  Enter name it  t hint  x give up  / filter  Space freeze"
    `);
  });

  test('a named link asks for its mode, and Esc is offered', () => {
    const { hidden } = roundOver(faultStory());
    const text = frameText(
      viewFor(hidden, onDrill({ naming: { link: 'gpu-1', family: 'GPU driver', selected: 1 } })),
    );
    expect(text).toContain('what is wrong with gpu-1, GPU driver? Esc: all families');
    expect(text).toMatch(/^ › \S+/m);
  });

  test('many modes are grouped by family, so that each list fits on the smallest usual screen', () => {
    const { hidden } = roundOver(faultStory());
    const naming = { link: 'gateway', family: null, selected: 0 };
    expect(frameText(viewFor(hidden, onDrill({ naming })))).toMatchInlineSnapshot(`
      " weaklink  acme-prod › chat-70b                      LIVE  bastion-2  14:03:20Z
       ── what is wrong with gateway? Esc: another link (medium, 1 s since it bro… ──
         t: a hint, 15 of 100 points each, 3 hints left

         FAMILY                   WHAT BREAKS
       › only the link            without a mode
         service                  10 modes: crashed, refusing, stopped, hung, resets…
         auth                     3 modes: key revoked, not permitted, verifier down
         quota                    3 modes: exhausted, rate limited, spend limit
         configuration            10 modes: misrouted, wrong protocol, too large, cu…
         name                     1 mode: name fails
         certificate              1 mode: certificate
         network                  2 modes: unreachable, rejected
         gateway                  6 modes: gives up early, holds back, no backend, b…
         cloud                    1 mode: way in broken
         vendor API               1 mode: refuses
         router                   1 mode: wrong
         weights                  1 mode: corrupt
         inference server         2 modes: truncated, stalls
         attribution and billing  1 mode: missing
         monitoring               1 mode: unscraped


       ? help  q quit  Enter name it  t hint  x give up  / filter  Space freeze"
    `);
  });

  test.each(acmeChain.links.map(({ id, kind }) => [kind, id] as const))(
    'no list of a %s (%s) is longer than the screen',
    (_kind, link) => {
      const { hidden } = roundOver(faultStory());
      const named = (family: Family | null) =>
        viewFor(hidden, onDrill({ naming: { link, family, selected: 0 } }));
      const families = choicesIn(named(null)).flatMap((one) =>
        one.kind === 'family' ? [one.family] : [],
      );
      for (const family of [null, ...families]) {
        const view = named(family);
        const lines = frameText(view).split('\n');
        expect(lines.length).toBe(24);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
        // A list that does not fit says which part of it is shown.
        expect(lines.join('\n')).not.toMatch(/\d+ to \d+ of \d+/);
      }
    },
  );

  test('a text that is typed finds modes of all families', () => {
    const { hidden } = roundOver(faultStory());
    const naming = { link: 'gateway', family: null, selected: 0 };
    const found = frameText(viewFor(hidden, onDrill({ naming, filter: { drill: 'certif' } })));
    expect(found).toContain('filter /certif');
    expect(found).toMatch(/^ › certificate +certificate /m);
    expect(found).not.toContain('only the link');
    const nothing = frameText(viewFor(hidden, onDrill({ naming, filter: { drill: 'zebra' } })));
    expect(nothing).toContain('nothing matches; Esc clears the filter');
  });

  test('hints stand above the list, and the list keeps the chosen line', () => {
    const { hidden, game } = roundOver(faultStory());
    for (let hint = 0; hint < 9; hint += 1) game.hint();
    const text = frameText(
      viewFor(hidden, onDrill({ naming: { link: null, family: null, selected: 11 } })),
    );
    expect(text).toContain('Hint 3: it is of the kind gpu');
    expect(text).toContain('no hint is left');
    expect(text).toMatch(/^ › /m);
  });
});

test('before the fault it says that nothing is broken', () => {
  const { hidden } = roundOver(healthyStory(), { begun: false });
  expect(frameText(viewFor(hidden))).toContain('nothing is broken yet');
  expect(frameText(viewFor(hidden, onDrill()))).toContain('drill: nothing is broken yet');
});

test('the result stands beside what weaklink said, with what gave it away', () => {
  const feed = healthyStory();
  const { hidden, game } = roundOver(feed);
  feed.pass(4_000);
  const verdict = faultStory().verdict();
  if (verdict) feed.judge({ ...verdict, at: new Date(feed.now()).toISOString() });
  feed.pass(38_000);
  game.hint();
  game.answer('gpu-1', 'gpu.xid');
  expect(frameText(viewFor(hidden, onDrill()))).toMatchInlineSnapshot(`
    " weaklink  acme-prod › chat-70b                      LIVE  bastion-2  14:03:42Z
     ── drill: you were right; weaklink was first ─────────────────────────────────

       The fault     gpu-1, lost: the card falls off the bus (gpu-1-lost)

                     LINK                MODE                    TIME HINTS POINTS
       You           ● gpu-1             ✖ xid                   42 s     1     55
       weaklink      ● gpu-1             ● lost                   4 s

       Gave it away  gpu-1/gpu: gpu.xid, XID 79, gone from nvidia-smi (20 of 20
                     looks)
                     replica-a/canary: llm.stall, no first token in 10 s (2 of 3
                     looks)

       Everything is shown now: q goes back to the chain, q again ends the drill.








     ? help  q quit  Space freeze  p mask"
  `);
});

test('once it is answered, everything is told: verdicts, faults, and what may be saved', () => {
  const feed = healthyStory();
  const { hidden, game } = roundOver(feed);
  const told: string[] = [];
  const verdicts: unknown[] = [];
  hidden.subscribe(({ type }) => told.push(type));
  hidden.onVerdict((verdict) => verdicts.push(verdict));
  feed.emit('fault', { action: 'injected', name: 'x', link: 'gpu-1', mode: 'gpu.lost' });
  const verdict = faultStory().verdict();
  if (!verdict) throw new Error('the story has a verdict');
  feed.emit('verdict', verdict);
  feed.judge(verdict);
  lookAround(feed, 1);
  expect(new Set(told)).toEqual(new Set(['weaklink.observation']));
  expect([verdicts, hidden.verdict(), hidden.faults, hidden.save]).toEqual([[], null, null, null]);

  game.reveal();
  expect(told.at(-1)).toBe('weaklink.fault');
  expect(verdicts).toEqual([verdict]);
  expect(hidden.verdict()).toBe(verdict);
  feed.emit('verdict', verdict);
  expect(told.at(-1)).toBe('weaklink.verdict');
});

test('where there is no drill, the screen says so and no key leads to it', () => {
  expect(frameText(viewFor(faultStory(), onDrill()))).toContain('no drill is on');
});
