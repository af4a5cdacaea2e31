import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allSeries } from '../../../src/chain/series.ts';
import { createEngine } from '../../../src/diagnosis/engine.ts';
import { loadScenario } from '../../../src/drill/scenario/load.ts';
import { wholeCatalogue } from '../../../src/drill/scenario/whole-catalogue.ts';
import { readEvent } from '../../../src/events/schema.ts';
import type { EventOf, WeaklinkEvent } from '../../../src/events/types.ts';

const text = readFileSync('fixtures/scenarios/valid-timeline.yaml', 'utf8');

function timelineOf(yaml: string) {
  const { source } = loadScenario(yaml, 'timeline.yaml', wholeCatalogue());
  if (source.kind !== 'timeline') throw new Error(`a source of kind ${source.kind}`);
  return source;
}

const { chain, events } = timelineOf(text);
const looks = events.filter((event) => event.type === 'weaklink.observation');
const looksAt = (link: string, probe: string) =>
  looks.filter(({ data }) => data.link === link && data.probe === probe);
const minutes = ({ time }: WeaklinkEvent) =>
  (Date.parse(time) - Date.parse('2025-10-20T06:48:00Z')) / 60_000;

describe('a timeline', () => {
  it('begins with its session, and goes on in the order of time', () => {
    expect(events[0]).toMatchObject({ type: 'weaklink.session', data: { chain } });
    const times = events.map(({ time }) => Date.parse(time));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });

  it('says of the looks that show a symptom who served them, and of no others', () => {
    const told = timelineOf(text.replace('share: 0.9,', 'share: 0.9, served-by: database,'));
    const asked = told.events.flatMap((event) =>
      event.type === 'weaklink.observation' && event.data.link === 'app' ? [event.data] : [],
    );
    const served = asked.filter(({ servedBy }) => servedBy !== undefined);
    expect(served.length).toBeGreaterThan(50);
    expect(new Set(served.map(({ symptom }) => symptom))).toEqual(new Set(['http.502']));
    expect(asked.filter(({ symptom }) => symptom === 'http.502')).toEqual(served);
  });

  it('looks with every series of the chain, as often as it says', () => {
    expect(new Set(looks.map(({ data }) => data.stream))).toEqual(new Set(allSeries(chain)));
    expect(looksAt('database-name', 'dns')).toHaveLength(180);
    expect(chain.links.flatMap(({ probes }) => probes.map((probe) => probe.intervalMs))).toEqual([
      10_000, 10_000, 10_000, 10_000,
    ]);
  });

  it('ends when it says: no look begins later', () => {
    const endMs = Date.parse('2025-10-20T07:18:00Z');
    for (let seed = 0; seed < 200; seed += 1) {
      const source = timelineOf(text.replace(/seed: \d+/, `seed: ${seed}`));
      for (const event of source.events) {
        if (event.type !== 'weaklink.observation') continue;
        expect(Date.parse(event.data.startedAt)).toBeLessThan(endMs);
      }
    }
  });

  it('shows a symptom for its stretch alone, as its probe would', () => {
    const bad = looksAt('database-name', 'dns').filter(({ data }) => data.outcome !== 'ok');
    expect(bad.length).toBe(120);
    expect(Math.min(...bad.map(minutes))).toBeGreaterThanOrEqual(5);
    expect(Math.max(...bad.map(minutes))).toBeLessThan(25.01);
    expect(bad[0]?.data).toMatchObject({
      outcome: 'failed',
      symptom: 'dns.nodata',
      summary: 'NOERROR, 0 answers',
      reach: 'self',
      command: 'dig db.example A db.example AAAA',
    });
  });

  it('shows it in the stated share of the looks', () => {
    const during = looksAt('app', 'openai').filter(
      (event) => minutes(event) > 5.6 && minutes(event) < 25,
    );
    const bad = during.filter(({ data }) => data.symptom === 'http.502');
    expect(bad.length / during.length).toBeGreaterThan(0.8);
    expect(bad.length).toBeLessThan(during.length);
    expect(bad[0]?.data.facts).toEqual({ region: 'east', reconstructed: true });
  });

  it('calls every look reconstructed', () => {
    expect(looks.filter(({ data }) => data.facts.reconstructed !== true)).toEqual([]);
  });

  it('takes what is usual for a kind of probe, or for one series alone', () => {
    for (const { data } of looksAt('app', 'http')) {
      expect(data.durationMs).toBeGreaterThan(240);
    }
  });

  it('takes the usual time, more or less, in phases that sum to it', () => {
    for (const { data } of looksAt('database', 'http')) {
      if (data.outcome !== 'ok') continue;
      expect(data.durationMs).toBeGreaterThan(60);
      expect(data.durationMs).toBeLessThan(120);
    }
    for (const { data } of looks) {
      const { total, ...phases } = data.phases;
      const sum = Object.values(phases).reduce((all, ms) => all + ms, 0);
      expect(Math.abs(sum - (total ?? 0))).toBeLessThan(1);
    }
  });

  it('tells changes, claims, notes and the truth at their times', () => {
    const others = events.filter(
      ({ type }) => type !== 'weaklink.observation' && type !== 'weaklink.session',
    );
    expect(others.map((event) => [event.type, minutes(event)])).toEqual([
      ['weaklink.change', 4 + 50 / 60],
      ['weaklink.fault', 5],
      ['weaklink.claim', 6],
      ['weaklink.note', 10],
      ['weaklink.fault', 25],
    ]);
    const faults = others.filter(
      (event): event is EventOf<'fault'> => event.type === 'weaklink.fault',
    );
    expect(faults.map(({ data }) => data)).toEqual([
      {
        action: 'injected',
        name: 'database-name-dns.empty',
        link: 'database-name',
        mode: 'dns.empty',
      },
      {
        action: 'cleared',
        name: 'database-name-dns.empty',
        link: 'database-name',
        mode: 'dns.empty',
      },
    ]);
  });

  it('tells every spell of a truth that comes and goes', () => {
    const spells = 'fault: [{ from: 5m, to: 8m }, { from: 11m, to: 14m }, { from: 20m }]';
    const told = timelineOf(text.replace(/fault: \{.*\}/, spells)).events.flatMap((event) =>
      event.type === 'weaklink.fault' ? [[event.data.action, minutes(event)]] : [],
    );
    expect(told).toEqual([
      ['injected', 5],
      ['cleared', 8],
      ['injected', 11],
      ['cleared', 14],
      ['injected', 20],
    ]);
  });

  it.each([
    ['[{ from: 5m, to: 12m }, { from: 11m, to: 14m }]', 'it begins at "11m", before the spell'],
    ['[{ from: 5m }, { from: 11m, to: 14m }]', 'it begins at "11m", before the spell'],
    ['[{ from: 5m, to: 4m }]', 'it begins at "5m" and ends at "4m"'],
    ['[]', 'fault'],
  ])('refuses spells that cannot be: %s', (spells, words) => {
    expect(() => timelineOf(text.replace(/fault: \{.*\}/, `fault: ${spells}`))).toThrow(words);
  });

  it('survives being written to a recording', () => {
    for (const event of events) {
      expect(readEvent(JSON.stringify(event))).toEqual({ kind: 'event', event });
    }
  });

  it('is the same for the same seed, and another for another', () => {
    expect(JSON.stringify(timelineOf(text).events)).toBe(JSON.stringify(events));
    const other = timelineOf(text.replace('seed: 7', 'seed: 8')).events;
    expect(JSON.stringify(other)).not.toBe(JSON.stringify(events));
  });

  it('lets the engine find what it tells of, and the end of it', () => {
    const engine = createEngine(chain);
    const told = events.map((event) => {
      engine.accept(event);
      return { minute: minutes(event), verdict: engine.verdict() };
    });
    const during = told.filter(({ minute }) => minute > 5.2 && minute < 25);
    expect(during.map(({ verdict }) => verdict.culprits[0]?.link)).toEqual(
      during.map(() => 'database-name'),
    );
    expect(during.at(-1)?.verdict.culprits[0]?.mode).toBe('dns.empty');
    const before = told.filter(({ minute }) => minute > 1 && minute < 5);
    expect(before.every(({ verdict }) => verdict.status === 'healthy')).toBe(true);
    expect(told.at(-1)?.verdict.status).toBe('healthy');
  });
});

describe('a series', () => {
  const withSeries = (...entries: readonly string[]) =>
    timelineOf(
      text.replace(/ {4}series:\n(?: {6}- .*\n)+/, `    series: [${entries.join(', ')}]\n`),
    );
  const symptomsAt = (source: ReturnType<typeof withSeries>, from: number, to: number) =>
    new Set(
      source.events.flatMap((event) =>
        event.type === 'weaklink.observation' &&
        event.data.stream === 'app/health@local' &&
        minutes(event) > from &&
        minutes(event) < to
          ? [event.data.symptom]
          : [],
      ),
    );

  it('shows what the later entry says where two overlap', () => {
    const source = withSeries(
      '{ looks: app/health, symptom: http.503 }',
      '{ looks: app/health, from: 10m, to: 20m, symptom: http.504 }',
      '{ looks: app/health, from: 12m, to: 14m }',
    );
    expect(symptomsAt(source, 0, 9.9)).toEqual(new Set(['http.503']));
    expect(symptomsAt(source, 10.2, 11.9)).toEqual(new Set(['http.504']));
    expect(symptomsAt(source, 12.2, 13.9)).toEqual(new Set([null]));
    expect(symptomsAt(source, 20.2, 30)).toEqual(new Set(['http.503']));
  });

  it('may show one thing or another from the same moment on, each with its share', () => {
    const source = withSeries(
      '{ looks: app/health, from: 5m, symptom: http.503, share: 0.5 }',
      '{ looks: app/health, from: 5m, symptom: http.504, share: 0.5 }',
      '{ looks: app/health, from: 10m, symptom: http.500, share: 0.5 }',
    );
    expect(symptomsAt(source, 5.2, 9.9)).toEqual(new Set(['http.503', 'http.504']));
    expect(symptomsAt(source, 10.2, 30)).toEqual(new Set(['http.500', null]));
  });

  it('may look at a pace of its own, which the chain then says', () => {
    const source = withSeries('{ looks: app/health, every: 1m }');
    const own = source.events.filter(
      (event) => event.type === 'weaklink.observation' && event.data.stream === 'app/health@local',
    );
    expect(own).toHaveLength(30);
    const app = source.chain.links.find(({ id }) => id === 'app');
    expect(app?.probes.map(({ intervalMs }) => intervalMs)).toEqual([60_000, 10_000]);
  });

  it('of which weaklink could not look blames nobody', () => {
    const source = withSeries('{ looks: app/health, symptom: self.vantage, from: 5m }');
    const engine = createEngine(source.chain);
    for (const event of source.events) engine.accept(event);
    const last = source.events.findLast(
      (event) => event.type === 'weaklink.observation' && event.data.stream === 'app/health@local',
    );
    expect(last).toMatchObject({ data: { outcome: 'unknown', symptom: 'self.vantage' } });
    expect(engine.verdict().culprits).toEqual([]);
  });
});
