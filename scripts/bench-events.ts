/**
 * `node scripts/bench-events.ts [events]`: what it costs to let events flow through the stream
 * alone, into the journal, and into a recording; and how long a commit holds up the event loop.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEventFactory, eventSource } from '../src/events/envelope.ts';
import { Journal } from '../src/events/journal.ts';
import { RecordingReader, RecordingWriter } from '../src/events/recording.ts';
import { EventStream } from '../src/events/stream.ts';
import type { Observation, WeaklinkEvent } from '../src/events/types.ts';
import { systemClock } from '../src/platform/clock.ts';
import { safe } from '../src/text/sanitise.ts';

const count = Number(process.argv[2] ?? 100_000);
const directory = mkdtempSync(join(tmpdir(), 'weaklink-bench-'));
const events = makeEvents();

await report('stream, one listener', async () => {
  const stream = newStream();
  let heard = 0;
  stream.onEvent('count', () => {
    heard += 1;
  });
  for (const event of events) stream.publish(event);
  return `${heard} heard`;
});

await report('stream + journal', async () => {
  const stream = newStream();
  const journal = new Journal({ directory, clock: systemClock });
  stream.onEvent('journal', (event) => journal.append(event));
  for (const event of events) stream.publish(event);
  journal.flush();
  const { committed, commits, slowestCommitMs, bytes } = journal.counters();
  const perEvent = Math.round(bytes / committed);
  journal.close();
  return `${committed} in ${commits} commits, slowest ${slowestCommitMs.toFixed(1)} ms, ${perEvent} bytes an event`;
});

await report('journal, read back', async () => {
  const journal = new Journal({ directory, clock: systemClock, access: 'read' });
  let read = 0;
  for (let after: number | null = 0; after !== null; ) {
    const page = await journal.read({ after });
    read += page.events.length;
    after = page.next;
  }
  journal.close();
  return `${read} read`;
});

for (const ending of ['.jsonl', '.jsonl.zst']) {
  const path = join(directory, `events${ending}`);
  await report(`stream + recording ${ending}`, async () => {
    const stream = newStream();
    const writer = await RecordingWriter.create(path);
    const recording = (async () => {
      for await (const event of stream.subscribe('recorder')) await writer.write(event);
    })();
    for (const event of events) await stream.publish(event);
    await stream.close();
    await recording;
    await writer.close();
    return `${(statSync(path).size / 1e6).toFixed(1)} MB`;
  });
  await report(`recording ${ending}, read back`, async () => {
    const reader = await RecordingReader.open(path);
    for await (const _ of reader);
    const { events: read, complete, checksum } = reader.summary;
    return `${read} read, complete ${complete}, checksum ${checksum}`;
  });
}
rmSync(directory, { recursive: true });

async function report(title: string, run: () => Promise<string>): Promise<void> {
  const cpuBefore = process.cpuUsage();
  const startedMs = performance.now();
  const result = await run();
  const wallMs = performance.now() - startedMs;
  const { user, system } = process.cpuUsage(cpuBefore);
  const cpuMicroseconds = (user + system) / count;
  console.log(
    `| ${title} | ${(wallMs / 1_000).toFixed(2)} s | ${Math.round(count / (wallMs / 1_000))}/s | ${cpuMicroseconds.toFixed(1)} µs CPU an event | ${result} |`,
  );
}

function newStream(): EventStream {
  return new EventStream({
    onSubscriberError: (name, error) => console.error(name, error),
  });
}

/** Observations of the size that a real http look has. */
function makeEvents(): WeaklinkEvent[] {
  const { make } = createEventFactory({ clock: systemClock, source: eventSource('bench', '1') });
  return Array.from({ length: count }, (_, index) => {
    const link = `link-${index % 40}`;
    const observation: Observation = {
      link,
      probe: 'http',
      stream: `${link}/http@local`,
      vantage: 'local',
      reach: 'access',
      outcome: 'ok',
      symptom: null,
      alsoSeen: [],
      summary: safe`200 in ${index % 100} ms`,
      startedAt: new Date(systemClock.now()).toISOString(),
      durationMs: 12.345,
      phases: {
        resolve: 0.412,
        connect: 0.233,
        send: 0.05,
        wait: 11.2,
        transfer: 0.3,
        total: 12.3,
      },
      measures: [{ name: 'http.body', value: 181, unit: 'bytes' }],
      facts: { 'http.status': 200, 'http.version': safe`1.1`, server: safe`nginx/1.22.1`, index },
      evidence: [safe`HTTP/1.1 200 OK`],
      command: safe`curl -sS -o /dev/null -m 5 -w '%{http_code}' https://edge.test/v1/models`,
    };
    return make('observation', observation, { subject: link });
  });
}
