import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { verifyRecording } from '../../src/replay/verify.ts';
import { asRecorded, place, story, write } from './recordings.ts';

const nothing = { links: [], probes: [], vantages: [] };

describe('verifyRecording', () => {
  it('computes every recorded verdict again, byte for byte', async () => {
    const path = await write(place('sound.jsonl.zst'), asRecorded(story()));
    const { compared, equal, differences, partial } = await verifyRecording(path);
    expect(compared).toBeGreaterThan(20);
    expect({ equal, differences, partial }).toEqual({
      equal: compared,
      differences: [],
      partial: null,
    });
  });

  it('tells an edited verdict', async () => {
    const events = asRecorded(story()).map((event) =>
      event.type === 'weaklink.verdict' && event.data.status === 'fault'
        ? { ...event, data: { ...event.data, noFaultProbability: 0.5 } }
        : event,
    );
    const { compared, equal, differences } = await verifyRecording(
      await write(place('edited.jsonl'), events),
    );
    expect(compared - equal).toBeGreaterThan(2);
    expect(differences[0]?.why).toContain('the file was edited');
  });

  it('explains differences by what is missing', async () => {
    const [session, ...rest] = asRecorded(story());
    if (!session) throw new Error('no session');
    const late = await write(place('late.jsonl'), [session, ...rest.slice(500)]);
    const cut = await verifyRecording(late);
    expect(cut.partial).toContain('begins in the middle of a session, at event 502');
    const whole = await write(place('whole.jsonl'), [session, ...rest]);
    const less = await verifyRecording(whole, { without: { ...nothing, links: ['vendor'] } });
    expect(less.differences[0]?.why).toContain('taken away');
  });

  it('compares only what lies in the wanted span, with all that came before it', async () => {
    const path = await write(place('span.jsonl'), asRecorded(story()));
    const all = await verifyRecording(path);
    const startMs = Date.parse('2026-01-01T00:00:00.000Z');
    const some = await verifyRecording(path, { fromMs: startMs + 25_000, toMs: startMs + 30_000 });
    expect(some.compared).toBeGreaterThan(0);
    expect(some.compared).toBeLessThan(all.compared);
    expect(some.equal).toBe(some.compared);
  });

  it.each([
    ['after a whole line', (text: string) => text.slice(0, text.lastIndexOf('{"weaklink":"end"'))],
    ['in the middle of an event', (text: string) => text.slice(0, text.length / 2)],
    ['in the middle of its end line', (text: string) => text.slice(0, -20)],
    ['behind its end, in a line begun anew', (text: string) => `${text}{"spec`],
  ])('tells a recording that is cut off %s', async (_where, cut) => {
    const path = await write(place('cut.jsonl'), asRecorded(story()));
    const whole = await verifyRecording(path);
    await writeFile(path, cut(await readFile(path, 'utf8')));
    const { cutOff, compared, equal, partial } = await verifyRecording(path);
    expect([whole.cutOff, cutOff, partial]).toEqual([false, true, null]);
    expect(compared).toBeGreaterThan(5);
    expect(equal).toBe(compared);
  });

  it('tells compressed data that break off', async () => {
    const path = await write(place('cut.jsonl.zst'), asRecorded(story()));
    const whole = await readFile(path);
    await writeFile(path, whole.subarray(0, whole.length - 40));
    expect((await verifyRecording(path)).cutOff).toBe(true);
  });

  it('does not know about an end that it was told not to read', async () => {
    const path = await write(place('span.jsonl'), asRecorded(story()));
    const toMs = Date.parse('2026-01-01T00:00:10.000Z');
    expect((await verifyRecording(path, { toMs })).cutOff).toBeNull();
  });
});
