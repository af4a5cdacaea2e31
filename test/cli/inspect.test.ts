import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RecordingWriter } from '../../src/events/recording.ts';
import { privateIncident } from '../events/anonymize/private-incident.ts';
import { weaklink } from '../support/weaklink.ts';

const directory = mkdtempSync(join(tmpdir(), 'weaklink-inspect-'));
const sound = join(directory, 'sound.jsonl');
const events = privateIncident();

beforeAll(async () => {
  const writer = await RecordingWriter.create(sound);
  for (const event of events) await writer.write(event);
  await writer.close();
});
afterAll(() => rmSync(directory, { recursive: true }));

/** The sound recording, changed by hand. */
function changed(name: string, change: (lines: string[]) => string[]): string {
  const path = join(directory, name);
  writeFileSync(path, change(readFileSync(sound, 'utf8').split('\n')).join('\n'));
  return path;
}

describe('a sound recording', () => {
  it('is told in full, and ends with 0', async () => {
    const { exitCode, stdout } = await weaklink(['inspect', sound]);
    expect(exitCode).toBe(0);
    for (const part of [
      'acme-prod: 5 links, models acme-llama-70b; from 2026-11-21T03:00:00.000Z',
      '2026-11-21T03:00:00.000Z to 2026-11-21T03:01:59.000Z, 2 m',
      `${events.length} (720 looks, 12 verdicts, 1 fault event, 2 changes, 1 claim, 1 note, 1 judgement of policies, 1 session)`,
      'gateway/http@local  120 looks: 60 ok, 60 failed',
      'recorded as fault: llama-prod-a',
      'llama-prod-a-kill injected at llama-prod-a (service.crashed)',
      'node-17: container.image from unknown to registry.acme-corp.ai/llm/vllm:1.3',
      'status page says of llama-prod-a: healthy',
      'sound: complete, its checksum fits',
    ]) {
      expect(stdout).toContain(part);
    }
  });

  it('is told to a script', async () => {
    const { exitCode, stdout } = await weaklink(['inspect', sound, '--json']);
    const document = JSON.parse(stdout);
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({
      schema: 'weaklink.inspection/1',
      sound: true,
      defects: [],
      events: events.length,
      byType: { observation: 720, verdict: 12, session: 1 },
      span: { from: '2026-11-21T03:00:00.000Z', to: '2026-11-21T03:01:59.000Z', ms: 119_000 },
      sessions: [{ chain: 'acme-prod', models: ['acme-llama-70b'] }],
      eventsNotIncluded: 0,
      complete: true,
      checksum: 'ok',
    });
    expect(document.series).toHaveLength(6);
    expect(document.recordedVerdictFlips.count).toBe(2);
  });

  it('that is a part of its session says so', async () => {
    const { stdout } = await weaklink([
      'inspect',
      changed('part.jsonl', ([session = '', ...rest]) => [session, ...rest.slice(100)]),
    ]);
    expect(stdout).toContain('a part: 100 events of its sessions are not in it');
  });
});

describe('a damaged recording', () => {
  it('says where and what is kept, and ends with 1', async () => {
    const path = changed('damaged.jsonl', (lines) => lines.with(4, '{"half'));
    const { exitCode, stdout } = await weaklink(['inspect', path]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`damaged; ${events.length - 1} sound events are kept`);
    expect(stdout).toContain('line 5 cannot be read: not JSON');
    expect(stdout).toContain('its checksum does not fit');
  });

  it.each([
    ['cut.jsonl', (lines: string[]) => lines.slice(0, -2), 'it has no end line'],
    ['fewer.jsonl', (lines: string[]) => lines.toSpliced(9, 1), 'lines are missing or were added'],
    ['headless.jsonl', (lines: string[]) => lines.slice(1), 'does not begin with a session event'],
    [
      'torn.jsonl',
      (lines: string[]) => [...lines.slice(0, 50), '{"spec'],
      'it breaks off after 50',
    ],
  ])('%s', async (name, change, words) => {
    const path = changed(name, change);
    const { exitCode, stdout } = await weaklink(['inspect', path]);
    expect(stdout).toContain(words);
    expect(exitCode).toBe(1);
    const { defects, sound } = JSON.parse((await weaklink(['inspect', path, '--json'])).stdout);
    expect(sound).toBe(false);
    expect(defects.join('\n')).toContain(words);
  });
});

it.each([
  ['notes.txt', 'not a recording of weaklink\n', 'E_NOT_A_RECORDING'],
  ['empty.jsonl', '', 'E_NOT_A_RECORDING'],
  ['fake.jsonl.zst', 'not compressed', 'E_NOT_A_RECORDING'],
  ['missing.jsonl', null, 'E_RECORDING_READ'],
])('%s is no recording: 2', async (name, text, code) => {
  const path = join(directory, name);
  if (text !== null) writeFileSync(path, text);
  const { exitCode, stdout, stderr } = await weaklink(['inspect', path]);
  expect(stderr).toContain(code);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
});

it('does not wait for what is no file', async () => {
  const { exitCode, stderr } = await weaklink(['inspect', directory]);
  expect(stderr).toContain('not a regular file');
  expect(exitCode).toBe(2);
});
