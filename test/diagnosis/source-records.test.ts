import { describe, expect, it } from 'vitest';
import {
  type ClaimMade,
  sourceRecords,
  type VerdictDrawn,
} from '../../src/diagnosis/source-records.ts';
import { safe } from '../../src/text/sanitise.ts';

const minute = 60_000;
const claim = (atMinute: number, says: ClaimMade['says'], more: Partial<ClaimMade> = {}) => ({
  atMs: atMinute * minute,
  session: 's',
  link: 'vendor',
  who: safe`status page`,
  says,
  ...more,
});
const drawn = (atMinute: number, state: 'broken' | 'fine' | 'open', session = 's') => ({
  atMs: atMinute * minute,
  session,
  culprits: state === 'broken' ? ['vendor'] : [],
  cleared: state === 'fine' ? ['vendor'] : [],
});
/** A claim a minute. */
const repeated = (from: number, to: number, says: ClaimMade['says']) =>
  Array.from({ length: to - from }, (_, index) => claim(from + index, says));

function counts(claims: readonly ClaimMade[], verdicts: readonly VerdictDrawn[]) {
  return sourceRecords(claims, verdicts).map(({ denied, admitted, alarmed, quiet }) => {
    return { denied, admitted, alarmed, quiet };
  });
}
const none = { denied: 0, admitted: 0, alarmed: 0, quiet: 0 };

describe('the record of a source', () => {
  it('counts an incident that it never spoke of once, however often it was read', () => {
    const verdicts = [drawn(0, 'fine'), drawn(30, 'broken'), drawn(50, 'fine')];
    expect(counts(repeated(0, 59, 'healthy'), verdicts)).toEqual([
      { ...none, denied: 1, quiet: 1 },
    ]);
  });

  it('counts an incident that it admitted late as admitted', () => {
    const verdicts = [drawn(0, 'broken')];
    const claims = [...repeated(0, 14, 'healthy'), ...repeated(14, 20, 'degraded')];
    expect(counts(claims, verdicts)).toEqual([{ ...none, admitted: 1 }]);
  });

  it('counts false alarms by the hour', () => {
    const claims = [...repeated(0, 90, 'down'), ...repeated(90, 200, 'healthy')];
    expect(counts(claims, [drawn(0, 'fine')])).toEqual([{ ...none, alarmed: 2, quiet: 2 }]);
  });

  it('does not call it a false alarm that a page is closed late', () => {
    const verdicts = [drawn(0, 'broken'), drawn(20, 'fine')];
    const claims = [...repeated(5, 28, 'down'), ...repeated(28, 60, 'healthy')];
    expect(counts(claims, verdicts)).toEqual([{ ...none, admitted: 1, quiet: 1 }]);
  });

  it('counts nothing while nothing is certain, nor by the verdicts of another session', () => {
    expect(counts(repeated(0, 50, 'down'), [drawn(0, 'open')])).toEqual([]);
    expect(counts(repeated(0, 50, 'down'), [drawn(0, 'fine', 'another')])).toEqual([]);
    expect(counts(repeated(0, 50, 'down'), [])).toEqual([]);
  });

  it('takes what verdicts left open for a part of the incident', () => {
    const verdicts = [drawn(0, 'broken'), drawn(5, 'open'), drawn(10, 'broken'), drawn(20, 'fine')];
    expect(counts(repeated(0, 20, 'healthy'), verdicts)).toEqual([{ ...none, denied: 1 }]);
  });

  it('adds up the sessions, and keeps sources and links apart', () => {
    const other = { session: 't' };
    const operator = { who: safe`operator` };
    const records = sourceRecords(
      [
        claim(1, 'healthy'),
        claim(1, 'down', operator),
        claim(101, 'healthy', other),
        claim(101, 'healthy', { ...other, link: 'gateway' }),
      ],
      [drawn(0, 'broken'), drawn(100, 'broken', 't'), { ...drawn(100, 'open', 't') }],
    );
    expect(records).toMatchObject([
      { link: 'vendor', who: 'operator', admitted: 1, denied: 0 },
      { link: 'vendor', who: 'status page', admitted: 0, denied: 2 },
    ]);
  });

  it('does not count maintenance', () => {
    expect(counts(repeated(0, 50, 'maintenance'), [drawn(0, 'fine')])).toEqual([]);
  });
});
