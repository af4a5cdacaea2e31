import { describe, expect, it } from 'vitest';
import { weightOfWord } from '../../src/diagnosis/source-trust.ts';
import type { Claim, SourceRecord } from '../../src/events/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import { Player } from '../support/looks.ts';

const vendorFails = {
  'vendor/canary-vendor-chat@local': 'llm.overloaded',
  'gateway/canary-vendor-chat@local': 'llm.overloaded',
  'edge/canary-vendor-chat@local': 'llm.overloaded',
};
const page = (says: Claim['says'], words = safe`words`): Claim => ({
  link: 'vendor',
  who: safe`status page`,
  says,
  words,
  updatedAt: null,
});
const record = (counts: Partial<SourceRecord>): SourceRecord => ({
  link: 'vendor',
  who: safe`status page`,
  denied: 0,
  admitted: 0,
  alarmed: 0,
  quiet: 0,
  ...counts,
});

describe('a claim of health about a link that fails', () => {
  it('is wrong since the link was seen to fail, where it was said before', () => {
    const player = new Player();
    player.rounds(10);
    player.claim(page('healthy'));
    player.rounds(5, vendorFails);
    const [one] = player.engine.verdict().contradictions;
    expect(one).toMatchObject({ link: 'vendor', since: '2026-01-01T00:00:10.410Z' });
    expect(one).not.toHaveProperty('kind');
  });

  it('is wrong since it was said, where the source had admitted it before', () => {
    const player = new Player();
    player.rounds(10);
    player.rounds(5, vendorFails);
    player.claim(page('down'));
    player.rounds(5, vendorFails);
    player.claim(page('healthy'));
    player.rounds(5, vendorFails);
    const [one] = player.engine.verdict().contradictions;
    expect(one?.since).toBe('2026-01-01T00:00:20.000Z');
  });
});

describe('a claim of trouble', () => {
  it('about a failing link is an admission, with its delay', () => {
    const player = new Player();
    player.rounds(10);
    player.claim(page('healthy'));
    player.rounds(60, vendorFails);
    player.claim(page('degraded'));
    player.rounds(2, vendorFails);
    player.claim(page('down'));
    player.rounds(2, vendorFails);
    const verdict = player.engine.verdict();
    expect(verdict.contradictions).toEqual([]);
    expect(verdict.admissions).toMatchObject([
      { link: 'vendor', who: 'status page', at: '2026-01-01T00:01:10.000Z' },
    ]);
    expect(verdict.admissions?.[0]?.afterMs).toBe(59_590);
  });

  it('goes by the own time of the source where that is after the trouble', () => {
    const player = new Player();
    player.rounds(10);
    player.rounds(60, vendorFails);
    player.claim({ ...page('down'), updatedAt: '2026-01-01T00:00:40.000Z' });
    player.rounds(2, vendorFails);
    expect(player.engine.verdict().admissions?.[0]?.at).toBe('2026-01-01T00:00:40.000Z');
  });

  it('about a link that is fine is called wrong only after a while', () => {
    const player = new Player();
    player.rounds(10);
    player.claim(page('down'));
    player.rounds(100);
    expect(player.engine.verdict().contradictions).toEqual([]);
    player.rounds(30);
    const verdict = player.engine.verdict();
    expect(verdict.status).toBe('healthy');
    expect(verdict.contradictions).toMatchObject([{ link: 'vendor', kind: 'alarms' }]);
    expect(verdict.contradictions[0]?.forMs).toBeGreaterThan(120_000);
  });

  it('that is over when the link is well again is wrong since then', () => {
    const player = new Player();
    player.rounds(10);
    player.claim(page('down'));
    player.rounds(10, vendorFails);
    player.rounds(200);
    const [one] = player.engine.verdict().contradictions;
    expect(one).toMatchObject({ link: 'vendor', kind: 'alarms' });
    expect(Date.parse(one?.since ?? '')).toBeGreaterThan(Date.parse('2026-01-01T00:00:19.000Z'));
  });
});

describe('the weight of a word', () => {
  it('is what it always was for a source without a record', () => {
    expect(weightOfWord('healthy')).toBeCloseTo(0.9, 10);
    expect(weightOfWord('degraded')).toBeCloseTo(2, 10);
    expect(weightOfWord('down')).toBeCloseTo(3, 10);
    expect(weightOfWord('unknown')).toBe(1);
  });

  it('fades where the source denies and cries wolf, and grows where it is right', () => {
    const liar = record({ denied: 20, alarmed: 30, quiet: 20 });
    const honest = record({ admitted: 20, quiet: 100 });
    expect(weightOfWord('healthy', liar)).toBe(1);
    expect(weightOfWord('down', liar)).toBe(1);
    expect(weightOfWord('healthy', honest)).toBeLessThan(0.4);
    expect(weightOfWord('down', honest)).toBe(10);
  });

  it('never clears or convicts, however good the record', () => {
    const saint = record({ admitted: 1e6, quiet: 1e6 });
    expect(weightOfWord('healthy', saint)).toBe(0.25);
    expect(weightOfWord('down', saint)).toBe(10);
  });

  it('reaches the odds through the session event', () => {
    const odds = (sources: readonly SourceRecord[]) => {
      const player = new Player();
      player.sources(sources);
      player.rounds(10);
      player.claim(page('down'));
      player.rounds(1, { 'edge/canary-vendor-chat@local': 'http.503' });
      return player.engine.verdict().links.find(({ link }) => link === 'vendor')?.probability ?? 0;
    };
    const untried = odds([]);
    expect(odds([record({ admitted: 20, quiet: 100 })])).toBeGreaterThan(untried);
    expect(odds([record({ denied: 20, alarmed: 30, quiet: 20 })])).toBeLessThan(untried);
    expect(odds([{ ...record({ admitted: 20 }), who: safe`operator` }])).toBe(untried);
  });

  it('is told with the contradiction, where something is known of it', () => {
    const player = new Player();
    player.sources([record({ denied: 3, admitted: 1 })]);
    player.rounds(10);
    player.claim(page('healthy'));
    player.rounds(5, vendorFails);
    expect(player.engine.verdict().contradictions).toMatchObject([{ before: { wrong: 3, of: 4 } }]);
  });

  it('survives a fork', () => {
    const player = new Player();
    player.sources([record({ admitted: 20, quiet: 100 })]);
    player.rounds(10);
    player.claim(page('down'));
    expect(JSON.stringify(player.engine.fork().verdict())).toBe(
      JSON.stringify(player.engine.verdict()),
    );
  });
});
