import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { probes } from '../../probes/registry.ts';
import { loadChain } from '../../src/chain/load.ts';
import { RecordingReader, RecordingWriter } from '../../src/events/recording.ts';
import type { WeaklinkEvent } from '../../src/events/types.ts';
import { verifyRecording } from '../../src/replay/verify.ts';
import { Session } from '../../src/session/session.ts';
import { type Listener, listenHttp } from '../support/listeners.ts';

let directory: string;
let server: Listener;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'weaklink-session-'));
  server = await listenHttp((_, response) => response.end('ok'));
});
afterEach(async () => {
  await server.close().catch(() => {});
  rmSync(directory, { recursive: true });
});

function newSession(recording: RecordingWriter, troubles: string[] = []): Session {
  const yaml = `chain: local
defaults: { every: 100ms, deadline: 1s }
models: { chat: gateway }
links: { gateway: { kind: gateway, address: "http://${server.address}/" } }
`;
  return new Session({
    chain: loadChain(yaml, 'chain.yaml', probes),
    journalDirectory: null,
    recording,
    onTrouble: (line) => troubles.push(line),
  });
}

async function read(path: string): Promise<WeaklinkEvent[]> {
  const events: WeaklinkEvent[] = [];
  const reader = await RecordingReader.open(path);
  for await (const event of reader) events.push(event);
  expect(reader.summary).toMatchObject({ complete: true, checksum: 'ok' });
  return events;
}

it('holds every event of the stream in its order, verdicts at their place', async () => {
  const path = join(directory, 'a.jsonl');
  const recording = await RecordingWriter.create(path);
  const session = newSession(recording);
  const seen: string[] = [];
  session.stream.onEvent('test', ({ id }) => seen.push(id), { replay: true });
  session.start();
  await sleep(1_500);
  await server.close();
  session.publish('note', { link: null, words: 'the server is closed' as never });
  await sleep(2_500);
  await session.stop();
  await recording.close();

  const events = await read(path);
  expect(events.map(({ id }) => id)).toEqual(seen);
  expect(events[0]?.type).toBe('weaklink.session');
  const { compared, equal } = await verifyRecording(path);
  expect(compared).toBeGreaterThanOrEqual(2);
  expect(equal).toBe(compared);
});

it('ends where its disk does, and the session goes on', async () => {
  // A writer that was closed refuses every event, as one on a full disk does.
  const recording = await RecordingWriter.create(join(directory, 'full.jsonl'));
  const troubles: string[] = [];
  const session = newSession(recording, troubles);
  await recording.close();
  session.start();
  await sleep(600);
  expect(session.stream.counters().published).toBeGreaterThan(3);
  await session.stop();
  expect(troubles).toEqual([expect.stringContaining('the recording ends here')]);
});
