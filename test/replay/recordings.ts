import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { createEngine } from '../../src/diagnosis/engine.ts';
import { RecordingWriter } from '../../src/events/recording.ts';
import type { WeaklinkEvent } from '../../src/events/types.ts';
import { version } from '../../src/platform/version.ts';
import { demoChain, Player } from '../support/looks.ts';

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

export function place(name: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'weaklink-test-'));
  directories.push(directory);
  return join(directory, name);
}

const vendorDown = {
  'vendor/canary-vendor-chat@local': 'llm.overloaded',
  'gateway/canary-vendor-chat@local': 'llm.overloaded',
  'edge/canary-vendor-chat@local': 'llm.overloaded',
};

/** Healthy, the vendor overloaded, healthy again: the story of most tests. */
export function story({ healthy = 20, broken = 15, after = 30 } = {}): readonly WeaklinkEvent[] {
  const player = new Player();
  player.rounds(healthy);
  player.rounds(broken, vendorDown);
  player.rounds(after);
  return player.events;
}

/** As a session writes it: the session first, everything numbered, a verdict after every 50 events. */
export function asRecorded(events: readonly WeaklinkEvent[]): readonly WeaklinkEvent[] {
  const engine = createEngine(demoChain);
  const recorded: WeaklinkEvent[] = [];
  const add = (event: object) => {
    const id = `1795000000000-${String(recorded.length + 1).padStart(10, '0')}`;
    recorded.push({
      ...event,
      specversion: '1.0',
      source: '/weaklink/test/1',
      id,
    } as WeaklinkEvent);
  };
  const time = events[0]?.time;
  add({ type: 'weaklink.session', time, data: { version, chain: demoChain } });
  for (const [index, event] of events.entries()) {
    add(event);
    engine.accept(event);
    if (index % 50 !== 49) continue;
    const data = engine.verdict();
    add({ type: 'weaklink.verdict', time: data.at, data });
  }
  return recorded;
}

export async function write(path: string, events: readonly WeaklinkEvent[]): Promise<string> {
  const writer = await RecordingWriter.create(path);
  for (const event of events) await writer.write(event);
  await writer.close();
  return path;
}
