import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RecordingWriter } from '../../src/events/recording.ts';
import { privateIncident, secrets } from '../events/anonymize/private-incident.ts';
import { weaklink } from '../support/weaklink.ts';

const directory = mkdtempSync(join(tmpdir(), 'weaklink-anonymize-'));
const path = (name: string) => join(directory, name);
const original = path('original.jsonl');

beforeAll(async () => {
  const writer = await RecordingWriter.create(original);
  for (const event of privateIncident()) await writer.write(event);
  await writer.close();
});
afterAll(() => rmSync(directory, { recursive: true }));

it('copies under other names and says in one line how many of what', async () => {
  const { exitCode, stdout, stderr } = await weaklink(['anonymize', original, path('a.jsonl')]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^\S+a\.jsonl: 739 events; replaced 4 links, 1 model, .*addresses.*\n$/);
  const text = readFileSync(path('a.jsonl'), 'utf8').toLowerCase();
  expect(secrets.filter((secret) => text.includes(secret.toLowerCase()))).toEqual([]);
  expect((await weaklink(['inspect', path('a.jsonl')])).exitCode).toBe(0);
});

it('takes other names every time, unless a seed repeats them', async () => {
  for (const [name, seed] of [
    ['b', []],
    ['c', []],
    ['d', ['--seed', 's']],
    ['e', ['--seed', 's']],
  ] as const) {
    await weaklink(['anonymize', original, path(`${name}.jsonl`), ...seed]);
  }
  const text = (name: string) => readFileSync(path(`${name}.jsonl`), 'utf8');
  expect(text('b')).not.toBe(text('c'));
  expect(text('d')).toBe(text('e'));
});

it('leaves out what it cannot read, and says so', async () => {
  const damaged = path('damaged.jsonl');
  const lines = readFileSync(original, 'utf8').split('\n');
  writeFileSync(damaged, lines.with(3, 'half of chat.acme-corp.ai {').join('\n'));
  const { exitCode, stderr } = await weaklink(['anonymize', damaged, path('f.jsonl')]);
  expect(stderr).toContain('left out: 1 damaged line');
  expect(exitCode).toBe(0);
  expect(readFileSync(path('f.jsonl'), 'utf8')).not.toContain('acme');
});

it.each([
  ['itself', original, original, 'E_OPERAND'],
  ['no recording', path('notes.txt'), path('g.jsonl'), 'E_NOT_A_RECORDING'],
  ['no file', path('missing.jsonl'), path('g.jsonl'), 'E_RECORDING_READ'],
])('of %s writes nothing', async (_, from, to, code) => {
  writeFileSync(path('notes.txt'), 'nothing\n');
  const before = readFileSync(original, 'utf8');
  const { exitCode, stderr } = await weaklink(['anonymize', from, to, '--overwrite']);
  expect(stderr).toContain(code);
  expect(exitCode).toBe(2);
  expect(existsSync(path('g.jsonl'))).toBe(false);
  expect(readFileSync(original, 'utf8')).toBe(before);
});
