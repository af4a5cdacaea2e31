import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createEventFactory } from '../../src/events/envelope.ts';
import { noPast } from '../../src/events/journal/past.ts';
import { Journal } from '../../src/events/journal.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';
import { sampleChain, sampleObservation, sampleVerdict, steppedClock } from './samples.ts';

let directory: string;
const opened: Journal[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weaklink-past-'));
});
afterEach(() => {
  for (const journal of opened.splice(0)) journal.close();
  rmSync(directory, { recursive: true });
});

const clock = steppedClock();

function open(): Journal {
  const journal = new Journal({ directory, clock });
  opened.push(journal);
  return journal;
}

/** Writes a whole session. */
function session(name: string, chain = sampleChain, looks = 3): void {
  const { make } = createEventFactory({ clock, source: `/weaklink/host/${name}` });
  const journal = open();
  journal.append(make('session', { version: '0', chain }));
  for (let number = 0; number < looks; number += 1) {
    const data = { ...sampleObservation, evidence: [], facts: { driver: safe`${name}-${number}` } };
    journal.append(make('observation', data, { subject: data.link }));
  }
  const claim = {
    link: 'edge',
    who: safe`status page`,
    says: 'down',
    words: safe`outage`,
  } as const;
  journal.append(make('claim', { ...claim, updatedAt: null }, { subject: 'edge' }));
  journal.append(make('verdict', sampleVerdict));
  journal.close();
}

it('is nothing before the first session', () => {
  expect(open().past('acme', ['edge'])).toEqual(noPast);
});

it('holds claims and verdicts of every session of the chain, and the last looks of the last', () => {
  session('one');
  session('other', { ...sampleChain, name: 'another chain' });
  session('two', sampleChain, 40);
  const past = open().past(sampleChain.name, ['edge', 'router']);
  const ours = ['/weaklink/host/one', '/weaklink/host/two'];
  expect(past.claims.map((claim) => claim.session)).toEqual(ours);
  expect(past.claims[0]).toMatchObject({ link: 'edge', who: 'status page', says: 'down' });
  expect(past.verdicts.map((verdict) => verdict.session)).toEqual(ours);
  expect(past.verdicts[0]).toMatchObject({ culprits: ['a'], cleared: ['name'] });
  const drivers = past.observations.map(({ data }) => data.facts.driver);
  expect(drivers).toHaveLength(16);
  expect(drivers.at(-1)).toBe('two-39');
  expect(drivers[0]).toBe('two-24');
});

it('leaves out what somebody has spoiled, and cleans what it keeps', () => {
  session('one');
  const database = new DatabaseSync(join(directory, 'journal.db'));
  const claim = (data: unknown) =>
    JSON.stringify({ source: '/weaklink/host/one', type: 'weaklink.claim', data });
  const insert = database.prepare(
    `INSERT INTO events (time, kind, link, body) VALUES (${clock.now()}, ?, 'edge', ?)`,
  );
  insert.run('claim', '{"broken');
  insert.run('claim', claim({ link: 'edge', who: 7, says: 'down' }));
  insert.run('claim', claim({ link: 'edge', who: 'x', says: 'whatever' }));
  insert.run('claim', claim({ link: 'edge', who: '\u001b[2Jpage', says: 'healthy' }));
  insert.run('verdict', '[]');
  insert.run('observation', '{"hello":1}');
  insert.run('session', 'no JSON');
  database.close();
  const past = open().past(sampleChain.name, ['edge']);
  expect(past.claims.map(({ who }) => who)).toEqual(['status page', sanitise('\u001b[2Jpage')]);
  expect(past.observations).toHaveLength(3);
  expect(past.verdicts).toHaveLength(1);
});

it('reads the bounds of a large journal in a moment', () => {
  const { make } = createEventFactory({ clock, source: '/weaklink/host/large' });
  const journal = open();
  journal.append(make('session', { version: '0', chain: sampleChain }));
  for (let number = 0; number < 8_000; number += 1) {
    const claim = { link: 'edge', who: safe`page`, says: 'healthy', words: safe`ok` } as const;
    journal.append(make('claim', { ...claim, updatedAt: null }, { subject: 'edge' }));
    if (number % 4 === 0) journal.append(make('verdict', sampleVerdict));
  }
  journal.flush();
  const startMs = performance.now();
  const past = journal.past(sampleChain.name, ['edge']);
  const tookMs = performance.now() - startMs;
  expect([past.claims.length, past.verdicts.length]).toEqual([3_000, 1_000]);
  // Some 30 ms; the bound only finds a scan without bounds.
  expect(tookMs).toBeLessThan(1_000);
});
