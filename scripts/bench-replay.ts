/**
 * Record → replay: records the demo under so many faults, computes every recorded verdict again and
 * compares the bytes; then makes one long recording out of what was recorded, plays it at full speed
 * with the diagnosis, and jumps about in it.
 *
 *   npm run bench:replay -- [--recordings 20] [--parallel 4] [--events 1000000] [--jumps 200]
 */

import { once } from 'node:events';
import {
  createWriteStream,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { openTimeline } from '../src/replay/open-timeline.ts';
import { playRecording } from '../src/replay/play.ts';
import { verifyRecording } from '../src/replay/verify.ts';
import { listFaults } from '../src/sandbox/faults/registry.ts';

const { values } = parseArgs({
  options: {
    recordings: { type: 'string', default: '20' },
    parallel: { type: 'string', default: '4' },
    events: { type: 'string', default: '1000000' },
    jumps: { type: 'string', default: '200' },
  },
});
const directory = mkdtempSync(join(tmpdir(), 'weaklink-bench-'));
try {
  const recordings = await record(Number(values.recordings), Number(values.parallel));
  await verifyAll(recordings);
  const long = await lengthen(recordings[0] ?? '', Number(values.events));
  await playLong(long);
  await jumpAbout(long, Number(values.jumps));
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** Runs of the real program, each with another fault. @returns the files */
async function record(count: number, parallel: number): Promise<readonly string[]> {
  const faults = listFaults();
  const wanted = Array.from({ length: count }, (_, index) => {
    const fault = faults[Math.floor((index * faults.length) / count)];
    return { fault: fault?.name ?? '', path: join(directory, `${index}.jsonl`) };
  });
  const waiting = [...wanted];
  const workers = Array.from({ length: parallel }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const args = ['dist/main.js', 'demo', '--headless', '--ndjson', '--for', '10s'];
      const { stdout } = await execa(process.execPath, [...args, '--fault', next.fault], {
        reject: false,
        maxBuffer: 200_000_000,
      });
      // The report, the last line, is no event.
      writeFileSync(next.path, `${stdout.trimEnd().split('\n').slice(0, -1).join('\n')}\n`);
    }
  });
  await Promise.all(workers);
  return wanted.map(({ path }) => path);
}

async function verifyAll(recordings: readonly string[]): Promise<void> {
  let events = 0;
  let verdicts = 0;
  let equal = 0;
  let whole = 0;
  for (const path of recordings) {
    const result = await verifyRecording(path);
    events += result.events;
    verdicts += result.compared;
    equal += result.equal;
    if (result.compared > 0 && result.compared === result.equal && !result.partial) whole += 1;
    else console.log(path, result.partial, result.differences[0]);
  }
  console.log(
    `${recordings.length} recordings, ${events} events: ${equal} of ${verdicts} verdicts byte-identical, ${whole} recordings whole`,
  );
}

/** Repeats a recorded story, healthy nine times in ten, until there are so many events. */
async function lengthen(path: string, count: number): Promise<string> {
  const [session = '', ...story] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const parsed = story
    .map((line) => JSON.parse(line) as { type: string; time: string; data: { startedAt?: string } })
    .filter(({ type }) => type === 'weaklink.observation');
  const firstBad = story.findIndex((line) => line.includes('"weaklink.fault"'));
  const badFromMs = Date.parse((JSON.parse(story[firstBad] ?? '{}') as { time: string }).time);
  const healthy = parsed.filter(({ time }) => Date.parse(time) < badFromMs);
  const long = join(directory, 'long.jsonl');
  const file = createWriteStream(long);
  file.write(`${session}\n`);
  let written = 0;
  let base = Date.parse(parsed[0]?.time ?? '');
  for (let block = 0; written < count; block += 1) {
    const events = block % 10 === 9 ? parsed : healthy;
    const startMs = Date.parse(events[0]?.time ?? '');
    let lines = '';
    for (const event of events) {
      written += 1;
      const shift = (time: string) => new Date(base + Date.parse(time) - startMs).toISOString();
      const { time, data } = event;
      const moved = { ...event, time: shift(time), data: { ...data } };
      if (data.startedAt) moved.data.startedAt = shift(data.startedAt);
      lines += `${JSON.stringify({ ...moved, id: `1-${String(written + 1).padStart(10, '0')}` })}\n`;
      if (written >= count) break;
    }
    base += Date.parse(events.at(-1)?.time ?? '') - startMs + 40;
    if (!file.write(lines)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
  const hours = (base - Date.parse(parsed[0]?.time ?? '')) / 3_600_000;
  console.log(
    `long recording: ${written} events, ${(statSync(long).size / 1e6).toFixed(0)} MB, ${hours.toFixed(1)} h`,
  );
  return long;
}

async function playLong(path: string): Promise<void> {
  const started = performance.now();
  let events = 0;
  let verdicts = 0;
  let flips = 0;
  let status = '';
  let peak = 0;
  for await (const { verdict } of playRecording(path)) {
    events += 1;
    if (events % 10_000 === 0) peak = Math.max(peak, process.memoryUsage.rss());
    if (!verdict) continue;
    verdicts += 1;
    if (verdict.status !== status) flips += 1;
    status = verdict.status;
  }
  const seconds = (performance.now() - started) / 1_000;
  console.log(
    `played with the diagnosis in ${seconds.toFixed(1)} s: ${Math.round(events / seconds)} events/s, ${verdicts} verdicts drawn, ${flips} changes of status, peak memory ${(peak / 1e6).toFixed(0)} MB`,
  );
}

async function jumpAbout(path: string, jumps: number): Promise<void> {
  const started = performance.now();
  const timeline = await openTimeline(path);
  const opened = (performance.now() - started) / 1_000;
  const span = timeline.endMs - timeline.startMs;
  const times: number[] = [];
  for (let jump = 0; jump < jumps; jump += 1) {
    const share = (jump * 0.618_034) % 1;
    const from = performance.now();
    await timeline.momentAt(timeline.startMs + span * share);
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  console.log(
    `opened with checkpoints in ${opened.toFixed(1)} s, ${timeline.marks.length} marks; ${jumps} jumps: median ${times[times.length >> 1]?.toFixed(0)} ms, slowest ${times.at(-1)?.toFixed(0)} ms, memory ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`,
  );
  await timeline.close();
}
