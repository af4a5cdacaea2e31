import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { probes } from '../../probes/registry.ts';
import { loadChain } from '../../src/chain/load.ts';
import { RecordingReader, RecordingWriter } from '../../src/events/recording.ts';
import type { EventKind, EventOf, WeaklinkEvent } from '../../src/events/types.ts';
import { verifyRecording } from '../../src/replay/verify.ts';
import { Session } from '../../src/session/session.ts';
import { safe } from '../../src/text/sanitise.ts';
import { type Listener, listenOn } from '../support/listeners.ts';

/* Sessions with a journal, one after the other, over a real server. */

let directory: string;
let server: Listener;
let http: Server;
let version: string;
let status: number;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'weaklink-session-'));
  version = 'uvicorn/1';
  status = 200;
  http = createServer((_, response) => {
    response.writeHead(status, { server: version }).end('ok');
  });
  server = await listenOn(http);
});
afterEach(async () => {
  await server.close();
  rmSync(directory, { recursive: true });
});

/** Watches until `act` is done; the events of the whole session, from its recording. */
async function watch(name: string, act: (session: Session) => Promise<void>) {
  const yaml = `chain: local
defaults: { every: 100ms, deadline: 1s }
models: { chat: gateway }
links: { gateway: { kind: gateway, address: "http://${server.address}/" } }
`;
  const path = join(directory, `${name}.jsonl`);
  const recording = await RecordingWriter.create(path);
  const session = new Session({
    chain: loadChain(yaml, 'chain.yaml', probes),
    journalDirectory: join(directory, 'state'),
    recording,
    onTrouble: (line) => expect.unreachable(line),
  });
  session.start();
  await act(session);
  await session.stop();
  await recording.close();
  const events: WeaklinkEvent[] = [];
  for await (const event of await RecordingReader.open(path)) events.push(event);
  return { path, events };
}

function of<K extends EventKind>(kind: K, events: readonly WeaklinkEvent[]): readonly EventOf<K>[] {
  return events.filter((event): event is EventOf<K> => event.type === `weaklink.${kind}`);
}

const say = (session: Session, says: 'healthy' | 'down') =>
  session.publish(
    'claim',
    { link: 'gateway', who: safe`page`, says, words: safe`…`, updatedAt: null },
    'gateway',
  );

it('tells a change that was made while nobody looked, and when that was', async () => {
  const first = await watch('one', () => sleep(1_000));
  expect(of('change', first.events)).toEqual([]);
  version = 'uvicorn/2';
  const second = await watch('two', () => sleep(500));
  const changes = of('change', second.events);
  expect(changes).toMatchObject([
    { data: { link: 'gateway', what: 'service.version', from: 'uvicorn/1', to: 'uvicorn/2' } },
  ]);
  const [change] = changes;
  const lastLook = of('observation', first.events).at(-1);
  expect(change?.data.notBefore).toBe(lastLook?.time);
  expect(change?.time).toBe(of('observation', second.events)[0]?.time);
});

it('learns what a source is worth, carries it in the recording, and replays to the byte', async () => {
  const first = await watch('one', async (session) => {
    await sleep(1_000);
    expect(session.judging.judge().status).toBe('healthy');
    say(session, 'down');
    await sleep(300);
  });
  expect(of('session', first.events)[0]?.data).not.toHaveProperty('sources');
  const second = await watch('two', async (session) => {
    await sleep(500);
    say(session, 'down');
    status = 503;
    await sleep(1_500);
  });
  expect(of('session', second.events)[0]?.data.sources).toEqual([
    { link: 'gateway', who: 'page', denied: 0, admitted: 0, alarmed: 1, quiet: 0 },
  ]);
  expect(of('verdict', second.events).length).toBeGreaterThan(1);
  const { compared, equal, partial } = await verifyRecording(second.path);
  expect({ equal, partial }).toEqual({ equal: compared, partial: null });
});
