import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EventFactory } from '../../src/events/envelope.ts';
import { createEventFactory, eventSource } from '../../src/events/envelope.ts';
import { Journal } from '../../src/events/journal.ts';
import { RecordingReader } from '../../src/events/recording.ts';
import type { WeaklinkEvent } from '../../src/events/types.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { acmeChain } from '../support/chain.ts';
import { observationOf } from '../support/feed.ts';
import { weaklink } from '../support/weaklink.ts';

const directory = mkdtempSync(join(tmpdir(), 'weaklink-export-'));
const state = join(directory, 'state');
const minuteMs = 60_000;
const nowMs = Date.now();
let journal: Journal;

/** A session that began so long ago, and its events. */
function session(name: string, beganMinutesAgo: number): EventFactory {
  const beganMs = nowMs - beganMinutesAgo * minuteMs;
  const clock = { now: () => beganMs, monotonic: () => beganMs };
  const events = createEventFactory({
    clock,
    source: eventSource('bastion', `${name}-${beganMinutesAgo}`),
  });
  journal.append(events.make('session', { version: '0.1.0', chain: { ...acmeChain, name } }));
  return events;
}

function look(events: EventFactory, minutesAgo: number): void {
  const atMs = nowMs - minutesAgo * minuteMs;
  const data = observationOf({ link: 'router' }, atMs);
  const time = new Date(atMs).toISOString();
  journal.append(events.make('observation', data, { subject: 'router', time }));
}

beforeAll(() => {
  journal = new Journal({ directory: state, clock: systemClock });
  const other = session('other-chain', 400);
  look(other, 350);
  look(other, 50);
  const first = session('acme', 300);
  for (const minutes of [290, 100, 45, 20]) look(first, minutes);
  const second = session('acme', 15);
  for (const minutes of [14, 5]) look(second, minutes);
  journal.flush();
  // It stays open: a console writes it while somebody exports.
});
afterAll(() => {
  journal.close();
  rmSync(directory, { recursive: true });
});

async function exported(name: string, ...options: readonly string[]) {
  const path = join(directory, name);
  const run = await weaklink(['export', path, '--state-dir', state, ...options]);
  const reader = await RecordingReader.open(path);
  const events: WeaklinkEvent[] = [];
  for await (const event of reader) events.push(event);
  expect(reader.summary).toMatchObject({ complete: true, checksum: 'ok' });
  return { run, path, events };
}

/** Minutes ago, `s` for a session event. */
const told = (events: readonly WeaklinkEvent[]) =>
  events.map(({ type, time }) =>
    type === 'weaklink.session' ? 's' : Math.round((nowMs - Date.parse(time)) / minuteMs),
  );

it('is whole by itself: each session begins with its own event, however old that is', async () => {
  const { run, path, events } = await exported('a.jsonl', '--since', '1h');
  expect(told(events)).toEqual(['s', 45, 20, 's', 14, 5]);
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toContain(`${path}: 6 events over`);
  expect(run.stderr).toContain('2 sessions watched acme');
  expect(run.stderr).toContain('what it saw before the span is not in it');
  expect(run.stderr).toContain('left out: 1 event of the chain other-chain; --chain other-chain');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('takes 30 minutes when nothing is said, and a span where it is', async () => {
  expect(told((await exported('b.jsonl')).events)).toEqual(['s', 20, 's', 14, 5]);
  const span = await exported('c.jsonl.zst', '--since', '2h', '--until', '30m');
  expect(told(span.events)).toEqual(['s', 100, 45]);
  const from = new Date(nowMs - 101 * minuteMs).toISOString();
  const until = new Date(nowMs - 99 * minuteMs).toISOString();
  const instant = await exported('d.jsonl', '--since', from, '--until', until);
  expect(told(instant.events)).toEqual(['s', 100]);
});

it('takes the chain that is asked for', async () => {
  const { events } = await exported('e.jsonl', '--since', '1d', '--chain', 'other-chain');
  expect(told(events)).toEqual(['s', 350, 50]);
});

it('leaves the journal to its writer', async () => {
  const before = readFileSync(join(state, 'journal.writer'), 'utf8');
  await exported('f.jsonl');
  expect(readFileSync(join(state, 'journal.writer'), 'utf8')).toBe(before);
  journal.flush();
  expect(journal.state.kind).toBe('writing');
});

it.each([
  [['--since', '1m'], 'E_EXPORT_EMPTY'],
  [['--since', 'yesterday'], 'E_MOMENT'],
  [['--state-dir', join(directory, 'nowhere')], 'E_JOURNAL_MISSING'],
])('%j says why nothing is written', async (options, code) => {
  const path = join(directory, 'none.jsonl');
  const { exitCode, stderr } = await weaklink(['export', path, '--state-dir', state, ...options]);
  expect(stderr).toContain(code);
  expect(exitCode).toBe(2);
  await expect(RecordingReader.open(path)).rejects.toMatchObject({ code: 'E_RECORDING_READ' });
});

it('overwrites only when told', async () => {
  await exported('g.jsonl');
  const again = await weaklink(['export', join(directory, 'g.jsonl'), '--state-dir', state]);
  expect(again).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('E_RECORDING_EXISTS'),
  });
  await exported('g.jsonl', '--overwrite');
});
