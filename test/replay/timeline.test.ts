import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { WeaklinkEvent } from '../../src/events/types.ts';
import { openTimeline } from '../../src/replay/open-timeline.ts';
import { safe } from '../../src/text/sanitise.ts';
import { sampleRuling } from '../events/samples.ts';
import { dice } from '../support/dice.ts';
import { asRecorded, place, story, write } from './recordings.ts';

const plain = { links: [], probes: [], vantages: [] };

async function recording(name = 'story.jsonl') {
  return write(place(name), asRecorded(story()));
}

describe('openTimeline', () => {
  it('finds what is worth jumping to: the answers, computed, not read', async () => {
    const timeline = await openTimeline(await recording());
    expect(timeline.marks.map(({ kind, status, link }) => [kind, status, link])).toEqual([
      ['verdict', 'healthy', undefined],
      ['verdict', 'fault', 'vendor'],
      ['verdict', 'healthy', undefined],
    ]);
    expect(timeline.chain.name).toBe('demo');
    expect(timeline.endMs - timeline.startMs).toBeGreaterThan(60_000);
    await timeline.close();
  });

  it('reaches the same state by any jump as by playing straight', async () => {
    const path = await recording();
    const straight = await openTimeline(path);
    const jumping = await openTimeline(path);
    const roll = dice(3);
    const states = new Map<number, string>();
    await straight.momentAt(straight.startMs);
    const span = straight.endMs - straight.startMs;
    for (let share = 0; share <= 1; share += 0.05) {
      const atMs = straight.startMs + Math.round(span * share);
      await straight.advance(atMs);
      const { verdict } = await jumping.momentAt(atMs);
      states.set(atMs, JSON.stringify(verdict));
      expect(JSON.stringify((await straight.momentAt(atMs)).verdict)).toBe(states.get(atMs));
    }
    const instants = [...states.keys()];
    for (let jump = 0; jump < 40; jump += 1) {
      const atMs = instants[Math.floor(roll() * instants.length)] ?? 0;
      expect(JSON.stringify((await jumping.momentAt(atMs)).verdict)).toBe(states.get(atMs));
    }
    expect(new Set(states.values()).size).toBeGreaterThan(5);
    await straight.close();
    await jumping.close();
  });

  it('goes on from a jump without giving an event twice or leaving one out', async () => {
    const events = asRecorded(story());
    const timeline = await openTimeline(await write(place('all.jsonl'), events));
    const middleMs = timeline.startMs + 30_000;
    const { recent } = await timeline.momentAt(middleMs);
    const rest = await timeline.advance(timeline.endMs);
    const given = [...recent, ...rest.map(({ event }) => event)].map(({ id }) => id);
    const evidence = events.filter(({ type }) => type !== 'weaklink.verdict').map(({ id }) => id);
    expect(given).toEqual(evidence);
    await timeline.close();
  });

  it('marks judgements of policies, and takes those of a link away with it', async () => {
    const [first, ...rest] = asRecorded(story());
    const rulings = [sampleRuling, { ...sampleRuling, link: null, about: safe`the chain` }];
    const told = { ...rest[30], type: 'weaklink.policy', id: 'policy-1', data: { rulings } };
    const events = [first, ...rest.slice(0, 31), told, ...rest.slice(31)] as WeaklinkEvent[];
    const path = await write(place('policies.jsonl'), events);
    const titles = async (links: readonly string[]) => {
      const timeline = await openTimeline(path, { without: { ...plain, links } });
      const marks = timeline.marks.filter(({ kind }) => kind === 'policy');
      await timeline.close();
      return marks.map(({ title }) => title);
    };
    const seen = '(TLSv1.3, and it accepts TLSv1.1)';
    expect(await titles([])).toEqual([
      `2 policies broken: tls of the chain ${seen}, tls of edge ${seen}`,
    ]);
    expect(await titles(['edge'])).toEqual([`1 policy broken: tls of the chain ${seen}`]);
  });

  it('reads compressed recordings, and torn and damaged ones as far as they are sound', async () => {
    const packed = await openTimeline(await recording('story.jsonl.zst'));
    expect(packed.marks).toHaveLength(3);
    await packed.close();

    const path = await recording();
    const text = readFileSync(path, 'utf8').split('\n');
    text[100] = text[100]?.slice(0, 40) ?? '';
    writeFileSync(path, text.slice(0, -3).join('\n'));
    appendFileSync(path, '\n{"half a li');
    const torn = await openTimeline(path);
    expect(torn.marks).toHaveLength(3);
    await torn.close();
  });

  it('says what would have been said without a probe', async () => {
    const path = await recording();
    const without = { ...plain, probes: ['vendor/canary-vendor-chat'] };
    const timeline = await openTimeline(path, { without });
    const { verdict } = await timeline.momentAt(timeline.startMs + 34_000);
    expect(verdict?.culprits.map(({ link }) => link)).not.toContain('gateway');
    expect(verdict?.links.find(({ link }) => link === 'vendor')?.state).not.toBe('cleared');
    await timeline.close();

    const undeclared = await openTimeline(path, { without: { ...plain, links: ['vendor'] } });
    expect(undeclared.chain.links.map(({ id }) => id)).not.toContain('vendor');
    expect(undeclared.marks.some(({ link }) => link === 'vendor')).toBe(false);
    await undeclared.close();
  });

  it('refuses what is no recording', async () => {
    const path = place('other.jsonl');
    writeFileSync(path, '{"a":1}\n');
    await expect(openTimeline(path)).rejects.toMatchObject({ code: 'E_RECORDING_NO_SESSION' });
    await expect(openTimeline(place('none.jsonl'))).rejects.toMatchObject({
      code: 'E_RECORDING_READ',
    });
  });
});
