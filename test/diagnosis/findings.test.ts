import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Chain } from '../../src/chain/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import { demoSeries, keyOf, link, Player, type Series } from '../support/looks.ts';

/** What a series may show: mostly well, with words of its own. */
const shown = fc.oneof(
  { weight: 6, arbitrary: fc.constant('ok') },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'http.timeout',
      'http.5xx',
      'tcp.refused',
      'llm.stall',
      'process.absent',
      'gpu.lost',
      'self.busy',
    ),
  },
);

/** Some series look, in any order; then time passes, now and then so much that looks become old. */
const moment = fc.record({
  looks: fc.array(fc.tuple(fc.nat(demoSeries.length - 1), shown), { maxLength: 12 }),
  round: fc.boolean(),
  waitsMs: fc.oneof(
    { weight: 5, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constantFrom(700, 39_000, 45_000) },
  ),
});

describe('what is said of links', () => {
  it('is the same whether what was said before is remembered or not', () => {
    fc.assert(
      fc.property(fc.array(moment, { minLength: 4, maxLength: 16 }), (moments) => {
        const player = new Player();
        for (const { looks, round, waitsMs } of moments) {
          if (round) player.round();
          for (const [index, symptom] of looks) {
            const series = demoSeries[index];
            if (series) player.look(series, symptom);
          }
          player.nowMs += waitsMs;
          const remembered = player.engine.verdict();
          // A fork has said nothing yet.
          const afresh = player.engine.fork().verdict();
          expect(JSON.stringify(remembered)).toBe(JSON.stringify(afresh));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('leaves verdicts that were given as they were', () => {
    const player = new Player();
    player.rounds(6);
    const before = player.engine.verdict();
    const text = JSON.stringify(before);
    const gpu = demoSeries.find(({ link }) => link === 'gpu-a');
    if (gpu) player.rounds(4, { [keyOf(gpu)]: 'gpu.lost' });
    const after = player.engine.verdict();
    expect(after.links.find(({ link }) => link === 'gpu-a')?.state).toBe('culprit');
    expect(JSON.stringify(before)).toBe(text);
  });

  it('tells what the look said last that clears a link', () => {
    const player = new Player();
    player.rounds(4);
    player.engine.verdict();
    const last = player.events.findLast(
      (event) => event.type === 'weaklink.observation' && event.data.stream === 'gpu-b/gpu@local',
    );
    if (last?.type !== 'weaklink.observation') throw new Error('nobody looked');
    const data = { ...last.data, summary: safe`48 °C` };
    player.engine.accept({ ...last, data });
    const { links } = player.engine.verdict();
    expect(links.find(({ link }) => link === 'gpu-b')?.why).toContain('gpu-b/gpu@local: 48 °C');
  });

  it('tells of old looks how old they are, at every verdict anew', () => {
    const player = new Player();
    player.rounds(3);
    const [name] = demoSeries;
    const told = () =>
      player.engine.verdict().links.find(({ link }) => link === 'gpu-b')?.why ?? '';
    expect(told()).toContain('gpu-b/gpu@local: ok');
    player.nowMs += 60_000;
    if (name) player.look(name, 'ok');
    const first = told();
    player.nowMs += 5_000;
    if (name) player.look(name, 'ok');
    expect(first).toMatch(/has not looked for 6\d s/);
    expect(told()).toMatch(/has not looked for 6\d s/);
    expect(told()).not.toBe(first);
  });
});

describe('what is said of a link that is blamed', () => {
  it('is what its own fault shows there, and not what it suffers from beside', () => {
    const asked = (at: string, model: string): Series => ({
      link: at,
      probe: 'openai',
      name: `ask-${model}`,
      reach: 'through',
      model,
    });
    const chain: Chain = {
      name: 'two models',
      vantages: [],
      models: [
        { id: 'law', at: 'gateway', needs: [{ link: 'engine' }] },
        { id: 'big', at: 'gateway', needs: [{ link: 'vendor' }] },
      ],
      links: [
        link('gateway', 'gateway'),
        link('engine', 'inference-server'),
        link('vendor', 'provider'),
      ],
    };
    const series = [
      asked('gateway', 'law'),
      asked('gateway', 'big'),
      asked('engine', 'law'),
      asked('vendor', 'big'),
    ];
    const player = new Player(chain, series);
    player.rounds(20);
    player.rounds(12, { 'gateway/ask-big@local': 'llm.model_not_found' });
    player.rounds(12, {
      'gateway/ask-big@local': 'llm.model_not_found',
      'gateway/ask-law@local': 'llm.canary_mismatch',
      'engine/ask-law@local': 'llm.canary_mismatch',
    });
    const { culprits, links } = player.engine.verdict();
    expect(culprits.map((one) => one.link).sort()).toEqual(['engine', 'gateway']);
    const why = links.find((one) => one.link === 'gateway')?.why;
    expect(why).toMatch(/^gateway\/ask-big@local: llm\.model_not_found/);
  });
});
