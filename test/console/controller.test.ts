import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Controller } from '../../src/console/controller.ts';
import { viewMaker } from '../../src/console/make-view.ts';
import { Store } from '../../src/console/store.ts';
import { WeaklinkError } from '../../src/platform/errors.ts';
import { createCharts } from '../../src/terminal/charts/charts.ts';
import { faultStory, scriptedFaults } from '../support/stories.ts';

let feed: ReturnType<typeof faultStory>;
let faults: ReturnType<typeof scriptedFaults>;
let store: Store;
let controller: Controller;
let happened: string[];

beforeEach(() => {
  vi.useFakeTimers();
  faults = scriptedFaults();
  feed = faultStory({ faults });
  store = new Store(feed, 250);
  happened = [];
  controller = new Controller({
    feed,
    store,
    makeView: viewMaker(
      { unicode: true },
      createCharts({ unicode: false }, () => {}),
    ),
    terminal: {
      interactive: true,
      obstacle: null,
      color: true,
      unicode: true,
      remote: false,
      multiplexer: null,
      updateIntervalMs: 250,
      escapeDelayMs: 50,
    },
    size: () => ({ columns: 80, rows: 24 }),
    write: (sequence) => happened.push(`write ${JSON.stringify(sequence)}`),
    erase: () => happened.push('erase'),
    suspend: async () => {
      happened.push('suspend');
    },
    quit: (how) => happened.push(`quit ${JSON.stringify(how)}`),
  });
});
afterEach(() => {
  controller.stop();
  store.stop();
  vi.useRealTimers();
});

const notice = () => store.getState().ui.notice;
const settle = () => vi.advanceTimersByTimeAsync(0);

test('a key that means nothing does nothing', () => {
  const before = store.getState().ui;
  controller.press('X');

  expect(store.getState().ui).toBe(before);
});

test('looking now asks the feed', () => {
  controller.press('r');

  expect(feed.asked).toEqual(['gpu-1']);
  expect(notice()).toBe('looking at gpu-1 now');
});

test('an answer goes with the next key, or after a while', () => {
  controller.press('r');
  controller.press('j');
  expect(notice()).toBeNull();

  controller.press('r');
  vi.advanceTimersByTime(6_000);
  expect(notice()).toBeNull();
});

test('the same answer twice is still an answer', () => {
  controller.press('y');
  controller.press('y');

  expect(notice()).toContain('copied: ssh node-2');
  expect(happened).toHaveLength(2);
});

test('copying writes the sequence of the clipboard', () => {
  controller.press('y');

  const encoded = Buffer.from('ssh node-2 nvidia-smi -q -x').toString('base64');
  expect(happened).toEqual([`write ${JSON.stringify(`\u001b]52;c;${encoded}\u0007`)}`]);
});

test('injecting says that it does, and that it is done', async () => {
  controller.press('f');
  controller.press('enter');
  expect(notice()).toBe('injecting gpu-1-xid');
  await settle();

  expect(faults.calls).toEqual(['inject gpu-1-xid']);
  expect(notice()).toBe('gpu-1-xid is in force');
  controller.press('c');
  await settle();
  expect(faults.calls).toEqual(['inject gpu-1-xid', 'clear all']);
  expect(notice()).toBe('no fault is in force any more');
});

test('before something was injected there is nothing to undo', () => {
  controller.press('c');

  expect(faults.calls).toEqual([]);
  expect(notice()).toBe('no fault is in force');
});

test('what goes wrong outside is said, and the console stays', async () => {
  vi.spyOn(faults, 'inject').mockRejectedValue(
    new WeaklinkError({ code: 'E_FAULT_UNKNOWN', message: 'no fault "x"', hint: 'Take another.' }),
  );
  controller.press('f');
  controller.press('enter');
  await settle();

  expect(notice()).toContain('no fault "x" [E_FAULT_UNKNOWN]');
});

test('while a filter is typed, keys are text; Ctrl-c still ends', () => {
  controller.press('/');
  for (const key of ['q', 'r', 'space', 'f']) controller.press(key);

  expect(store.getState().ui.filter.chain).toBe('qr f');
  expect(feed.asked).toEqual([]);
  controller.press('ctrl+c');
  expect(happened).toEqual(['quit {"kind":"quit","interrupted":true,"keepScreen":false}']);
});

test('pasted text goes into a filter, up to its first line end, and is never pressed', () => {
  controller.paste('q');
  expect(happened).toEqual([]);

  controller.press('/');
  controller.paste('gpu\nq\n');
  expect(store.getState().ui).toMatchObject({ editing: true, filter: { chain: 'gpu' } });
  controller.paste('-1\n');
  expect(store.getState().ui).toMatchObject({ editing: false, filter: { chain: 'gpu-1' } });
});

test('repainting empties the screen before everything is mounted anew', () => {
  const { repaints } = store.getState().ui;
  controller.press('ctrl+l');

  expect(happened).toEqual(['erase']);
  expect(store.getState().ui.repaints).toBe(repaints + 1);
});

test('suspending is asked of the terminal', async () => {
  controller.press('ctrl+z');
  await settle();

  expect(happened).toEqual(['suspend']);
});

test('w saves what is remembered and says where, or why not', async () => {
  controller.press('w');
  await settle();
  expect(notice()).toContain('there is nothing to save');

  Object.assign(feed, { save: async () => 'saved weaklink-acme.jsonl: 720 events' });
  controller.press('w');
  await settle();
  expect(notice()).toBe('saved weaklink-acme.jsonl: 720 events');

  const failure = new WeaklinkError({ code: 'E_RECORDING_WRITE', message: 'the disk is full' });
  Object.assign(feed, { save: () => Promise.reject(failure) });
  controller.press('w');
  await settle();
  expect(notice()).toContain('the disk is full [E_RECORDING_WRITE]');
  expect(happened).toEqual([]);
});
