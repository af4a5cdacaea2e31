import { describe, expect, it } from 'vitest';
import { beganBefore, inOrderOfOnset, onsetOf } from '../../src/diagnosis/onset.ts';
import { Stream } from '../../src/diagnosis/stream.ts';
import type { Observation } from '../../src/events/types.ts';
import { demoChain, Player } from '../support/looks.ts';

const startMs = Date.parse('2026-01-01T00:00:00.000Z');

/** The first series of the demo chain under another name, which looks once a second. */
class Looker {
  readonly stream: Stream;
  private readonly usual: Observation;

  constructor(key: string) {
    const player = new Player();
    player.round();
    this.usual = { ...(player.events[0]?.data as Observation), stream: key };
    this.stream = new Stream(demoChain, this.usual);
  }

  look(second: number, symptom: string | null, durationMs = 10): void {
    const atMs = startMs + second * 1_000;
    const startedAt = new Date(atMs).toISOString();
    const outcome = symptom === null ? 'ok' : 'failed';
    this.stream.add({ ...this.usual, outcome, symptom, startedAt, durationMs }, atMs + durationMs);
  }
}

function since(key: string, second: number): Stream {
  const looker = new Looker(key);
  for (let at = 0; at < 20; at += 1) looker.look(at, at < second ? null : 'dns.nxdomain');
  return looker.stream;
}

describe('an onset', () => {
  it('lies between the last look that was well and the first that was not', () => {
    expect(onsetOf(since('a', 7))).toEqual({
      notBeforeMs: startMs + 6_000,
      notAfterMs: startMs + 7_010,
    });
  });

  it('is none while all is well, and of the new trouble after the old is over', () => {
    const { stream, look } = (() => {
      const looker = new Looker('a');
      return { stream: looker.stream, look: looker.look.bind(looker) };
    })();
    look(0, null);
    expect(onsetOf(stream)).toBeNull();
    look(1, 'dns.nxdomain');
    for (let at = 2; at < 20; at += 1) look(at, null);
    expect(onsetOf(stream)).toBeNull();
    look(20, 'dns.nxdomain');
    expect(onsetOf(stream)?.notBeforeMs).toBe(startMs + 19_000);
  });

  it('of what creeps up lies where it left its usual level, not where it was noticed', () => {
    const looker = new Looker('a');
    let at = 0;
    for (; at < 120; at += 1) looker.look(at, null, 50);
    for (let slow = 50; looker.stream.badSinceMs === null && slow < 5_000; slow *= 1.02, at += 1) {
      looker.look(at, null, slow);
    }
    const onset = onsetOf(looker.stream);
    expect(looker.stream.late?.drift).not.toBeNull();
    expect(onset?.notBeforeMs).toBeGreaterThan(startMs + 115_000);
    expect(onset?.notBeforeMs).toBeLessThan(startMs + 140_000);
    expect(onset?.notAfterMs).toBeGreaterThan(startMs + 150_000);
  });

  it('orders series, and says which order is certain', () => {
    const [late, early, same, well] = [since('c', 9), since('a', 5), since('b', 9), since('d', 99)];
    const ordered = inOrderOfOnset([late, well, early, same]);
    expect(ordered.map(({ key }) => key)).toEqual(['a', 'c', 'b']);
    const [first, second] = [onsetOf(early), onsetOf(late)];
    expect(first && second && beganBefore(first, second)).toBe(true);
    expect(second && beganBefore(second, second)).toBe(false);
  });
});
