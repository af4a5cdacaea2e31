import { describe, expect, it } from 'vitest';
import { delays } from '../../src/diagnosis/effects/delay.ts';
import type { Weights } from '../../src/diagnosis/effects/effect.ts';
import {
  type Standpoint,
  shareOfLateness,
  symptomTelling,
  toldOf,
  toldSymptoms,
  weightOf,
  withoutWhereabouts,
} from '../../src/diagnosis/effects/whereabouts.ts';
import { leak } from '../../src/diagnosis/leak.ts';

const standpoints: readonly Standpoint[] = ['here', 'behind', 'way'];

const weightIn = (shows: Weights, symptom: string, standpoint: Standpoint) =>
  weightOf(shows, symptom, toldOf(symptom), standpoint);

describe('lateness whose whereabouts are told', () => {
  it('is named after them, and other symptoms are not', () => {
    expect(symptomTelling('http.slow', 'behind')).toBe('http.slow_behind');
    expect(symptomTelling('http.slow', null)).toBe('http.slow');
    expect(symptomTelling('tcp.slow', 'way')).toBe('tcp.slow');
    expect(withoutWhereabouts('llm.ttft_slow_inside')).toBe('llm.ttft_slow');
    expect(withoutWhereabouts('http.502')).toBe('http.502');
  });

  it.each([
    ['here', 'behind', 'way'],
    ['inside', 'way'],
  ] as const)(
    'is as probable in all as lateness as such, where %s and others can be told',
    (...places) => {
      const { http } = delays.direct;
      for (const standpoint of standpoints) {
        const sum = places.reduce(
          (all, place) => all + weightIn(http, `http.slow_${place}`, standpoint),
          0,
        );
        expect(sum).toBeCloseTo(http['http.slow'] ?? 0, 9);
      }
      const leaked = places.reduce((all, place) => all + leak(`http.slow_${place}`), 0);
      expect(leaked).toBeCloseTo(leak('http.slow'), 9);
      const shares = places.reduce((all, place) => all + shareOfLateness(`http.slow_${place}`), 0);
      expect(shares).toBeCloseTo(1, 9);
    },
  );

  it('speaks for the faults that stand there, whatever table they have', () => {
    for (const symptom of toldSymptoms.filter((one) => !one.endsWith('_inside'))) {
      const late = withoutWhereabouts(symptom);
      const place = symptom.slice(late.length + 1);
      const weights = standpoints.map((standpoint) => weightIn({ [late]: 1 }, symptom, standpoint));
      expect(standpoints[weights.indexOf(Math.max(...weights))]).toBe(place);
    }
  });

  it('gives way to a table that knows better', () => {
    expect(weightIn({ 'http.slow': 1, 'http.slow_way': 0.5 }, 'http.slow_way', 'here')).toBe(0.5);
  });
});
