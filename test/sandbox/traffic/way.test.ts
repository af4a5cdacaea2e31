import { describe, expect, it } from 'vitest';
import type { TrailStep } from '../../../src/sandbox/http/trail.ts';
import { wayOf } from '../../../src/sandbox/traffic/way.ts';

const step = (ms: number, waitMs: number, more: Partial<TrailStep> = {}): TrailStep => ({
  ms,
  waitMs,
  asked: [],
  used: [],
  ...more,
});
const asked = (
  to: string,
  ms: number,
  result: 'answered' | 'refused' | 'timeout' = 'answered',
) => ({
  to,
  result,
  ms,
});

describe('the way of an attempt', () => {
  it('gives each link its own time, and the rest to the one that served', () => {
    const way = wayOf(
      [
        step(30, 28, { asked: [asked('api-gateway', 28)] }),
        step(27, 24, { asked: [asked('router', 24)] }),
        step(23, 20, { asked: [asked('replica-b', 1, 'refused'), asked('replica-a', 19)] }),
        step(18, 5, { used: [asked('store', 5)] }),
      ],
      200,
      40,
    );
    expect(way.link).toBe('replica-a');
    expect(way.path).toEqual([
      { link: 'edge', ms: 2, firstTokenMs: 2 },
      { link: 'api-gateway', ms: 3, firstTokenMs: 3 },
      { link: 'router', ms: 3, firstTokenMs: 3 },
      { link: 'replica-a', ms: 187, firstTokenMs: 27 },
      { link: 'store', ms: 5, firstTokenMs: 5 },
    ]);
    expect(way.path.reduce((sum, { ms }) => sum + ms, 0)).toBe(200);
    expect(way.inVain.map((one) => one.asked.to)).toEqual(['replica-b']);
  });

  it('names the last link asked where nobody answered', () => {
    const gateway = step(9, 8, { asked: [asked('router', 8, 'timeout')] });
    const way = wayOf([step(10, 9, { asked: [asked('api-gateway', 9)] }), gateway], 10, null);
    expect(way.link).toBe('router');
    expect(way.path.at(-1)).toEqual({ link: 'router', ms: 8, firstTokenMs: null });
  });

  it('names what the serving link could not do without', () => {
    const used = [{ to: 'store', result: 'failed' as const, ms: 4 }];
    const way = wayOf(
      [step(8, 7, { asked: [asked('replica-a', 7)] }), step(6, 4, { used })],
      8,
      null,
    );
    expect(way.link).toBe('store');
  });
});
