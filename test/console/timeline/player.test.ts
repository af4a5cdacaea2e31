import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Player, type PlayerOptions } from '../../../src/console/timeline/player.ts';
import type { Moment } from '../../../src/replay/types.ts';
import { incident, incidentStart } from '../../support/incident.ts';
import { MemoryTimeline } from '../../support/memory-timeline.ts';

let timeline: MemoryTimeline;
let player: Player;
let notices: string[];

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  player.close();
  vi.useRealTimers();
});

async function start(options: PlayerOptions = {}, mostSteps?: number): Promise<void> {
  timeline = new MemoryTimeline(incident(), mostSteps);
  player = new Player(timeline, options);
  notices = [];
  player.notices.add((words) => notices.push(words));
  await player.open();
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const at = () => player.nowMs - incidentStart;

describe('playing', () => {
  test.each([1, 10, 100] as const)('%i times as fast as it happened', async (speed) => {
    await start({ speed });
    await pass(1_000);

    expect(at()).toBeGreaterThan(900 * speed);
    expect(at()).toBeLessThanOrEqual(1_000 * speed);
  });

  test('tells every event once and in order, whatever a read gives at a time', async () => {
    await start({ speed: 'max', isPlaying: false }, 7);
    const begun = player.history.length;
    const told: string[] = [];
    player.events.add(({ id }) => told.push(id));
    player.playOrPause();
    await pass(10_000);

    const wanted = incident().filter(({ type }) => type !== 'weaklink.verdict');
    const recorded = told.filter((id) => !id.startsWith('mark-'));
    expect(recorded).toEqual(wanted.slice(wanted.length - recorded.length).map(({ id }) => id));
    expect(recorded.length).toBeGreaterThan(wanted.length - begun - 1);
    expect(told.length - recorded.length).toBe(
      timeline.marks.filter(({ kind, atMs }) => kind === 'verdict' && atMs > timeline.startMs)
        .length,
    );
  });

  test('stops at the end and says so; played again it begins anew', async () => {
    await start({ speed: 'max' });
    await pass(10_000);
    expect(player.nowMs).toBe(timeline.endMs);
    expect(player.isPlaying).toBe(false);
    expect(notices).toEqual(['the recording ends here; Space plays it again']);

    player.changeSpeed(-9);
    player.playOrPause();
    await pass(500);
    expect(player.isPlaying).toBe(true);
    expect(at()).toBeLessThan(1_000);
  });

  test('stops where it was told to', async () => {
    await start({ speed: 'max', fromMs: incidentStart + 10_000, toMs: incidentStart + 12_000 });
    expect(at()).toBe(10_000);
    await pass(5_000);

    expect(at()).toBe(12_000);
    const times = player.history.map(({ time }) => Date.parse(time));
    expect(Math.max(...times)).toBeLessThanOrEqual(incidentStart + 12_000);
  });

  test('a pause holds the time, and none of it is made up for', async () => {
    await start();
    await pass(1_000);
    player.playOrPause();
    const heldMs = at();
    await pass(60_000);
    expect(at()).toBe(heldMs);

    player.playOrPause();
    await pass(1_000);
    expect(at()).toBeLessThanOrEqual(heldMs + 1_000);
    expect(at()).toBeGreaterThan(heldMs + 800);
  });

  test('the speeds have two ends', async () => {
    await start();
    player.changeSpeed(-1);
    expect(player.speed).toBe(1);
    for (let press = 0; press < 9; press += 1) player.changeSpeed(1);
    expect(player.speed).toBe('max');
  });
});

describe('stepping', () => {
  test('forward shows one event, and pauses', async () => {
    await start();
    const told: string[] = [];
    player.events.add(({ id, type }) => {
      if (type !== 'weaklink.verdict') told.push(id);
    });
    player.step();
    player.step();
    player.step();
    await pass(0);

    expect(told).toHaveLength(3);
    expect(player.isPlaying).toBe(false);
    expect(at()).toBe(60);
  });

  test('back goes to the event before', async () => {
    await start({ isPlaying: false });
    for (let step = 0; step < 3; step += 1) player.step();
    await pass(0);
    player.stepBack();
    await pass(0);
    expect(at()).toBe(40);
    player.stepBack();
    await pass(0);
    expect(at()).toBe(20);
  });

  test('from the last event it goes to the end', async () => {
    await start({ isPlaying: false });
    player.jumpTo(timeline.endMs);
    await pass(0);
    player.step();
    await pass(0);

    expect(player.nowMs).toBe(timeline.endMs);
    expect(notices).toEqual(['the recording ends here; Space plays it again']);
  });
});

describe('jumping', () => {
  test('of many keys while one jump is made, the last one counts', async () => {
    await start({ isPlaying: false });
    const asked = timeline.asked.length;
    for (let key = 1; key <= 30; key += 1) player.jumpTo(player.wantedMs + 1_000);
    expect(player.wantedMs - incidentStart).toBe(30_000);
    await pass(0);

    expect(at()).toBe(30_000);
    expect(timeline.asked.length - asked).toBeLessThanOrEqual(2);
  });

  test('stays within the recording', async () => {
    await start({ isPlaying: false });
    player.jumpTo(Number.POSITIVE_INFINITY);
    await pass(0);
    expect(player.nowMs).toBe(timeline.endMs);
    player.jumpTo(Number.NEGATIVE_INFINITY);
    await pass(0);
    expect(player.nowMs).toBe(timeline.startMs);
  });

  test('while it plays, goes on from there', async () => {
    await start();
    player.jumpTo(incidentStart + 50_000);
    await pass(1_000);

    expect(player.isPlaying).toBe(true);
    expect(at()).toBeGreaterThan(50_800);
    expect(at()).toBeLessThanOrEqual(51_000);
  });

  test('a recording that can no longer be read is said, and can be tried again', async () => {
    await start({ isPlaying: false });
    const read = timeline.momentAt.bind(timeline);
    timeline.momentAt = async (): Promise<Moment> => {
      throw new Error('the file is gone');
    };
    player.jumpTo(incidentStart + 5_000);
    await pass(0);
    expect(notices).toEqual(['Error: the file is gone']);
    expect(player.wantedMs).toBe(timeline.startMs);

    timeline.momentAt = read;
    player.jumpTo(incidentStart + 5_000);
    await pass(0);
    expect(at()).toBe(5_000);
  });
});

test('after the end of the console nothing is played any more', async () => {
  await start();
  await pass(500);
  player.close();
  const heldMs = at();
  await pass(5_000);

  expect(at()).toBe(heldMs);
  expect(vi.getTimerCount()).toBe(0);
});
