import { describe, expect, it } from 'vitest';
import { orByAnother } from '../../src/diagnosis/effects/by-another.ts';
import { orByProxy } from '../../src/diagnosis/effects/by-proxy.ts';
import type { Weights } from '../../src/diagnosis/effects/effect.ts';
import { shownInsideServer } from '../../src/diagnosis/effects/inside-server.ts';
import { withNextAsked } from '../../src/diagnosis/effects/next-asked.ts';
import { inWordsFor } from '../../src/diagnosis/effects/no-backend.ts';
import { orNotStarted } from '../../src/diagnosis/effects/not-started.ts';
import { faultModes } from '../../src/diagnosis/modes/catalogue.ts';

const modeOf = (id: string) => {
  const mode = faultModes.find((one) => one.id === id);
  if (!mode) throw new Error(`no mode ${id}`);
  return mode;
};
const sumOf = (weights: Weights) => Object.values(weights).reduce((sum, one) => sum + one, 0);

describe('one of several name servers', () => {
  const shown = (id: string, layer: 'http' | 'tls') => {
    const { direct } = modeOf(id).effect;
    return withNextAsked(direct[layer], 'dns', direct, layer);
  };

  it('makes who asks it first late where it keeps silent', () => {
    const { direct } = modeOf('dns.silent').effect;
    const { 'http.slow': late = 0, 'dns.timeout': never = 0 } = shown('dns.silent', 'http');
    expect(late).toBeGreaterThan(0.7);
    expect(never).toBeCloseTo((direct.http['dns.timeout'] ?? 0) / 10, 9);
    expect(sumOf(shown('dns.silent', 'http'))).toBeCloseTo(sumOf(direct.http), 9);
  });

  it('is hardly felt where it refuses, or where a layer knows no lateness', () => {
    expect(shown('dns.down', 'http')['http.slow']).toBeUndefined();
    expect(shown('dns.down', 'http').ok).toBeGreaterThan(0.8);
    expect(shown('dns.silent', 'tls').ok).toBeGreaterThan(0.8);
  });

  it('is sometimes the rule too for replicas that serve, but only where they are waited for in vain', () => {
    const { direct } = modeOf('service.hung').effect;
    const hung = withNextAsked(direct.http, 'inference-server', direct, 'http');
    expect(hung['http.slow']).toBeGreaterThan(0.2);
    expect(sumOf(hung)).toBeCloseTo(sumOf(direct.http), 9);
    const { direct: crashed } = modeOf('service.crashed').effect;
    expect(withNextAsked(crashed.http, 'inference-server', crashed, 'http')).toBe(crashed.http);
  });
});

describe('what a program needs to be started', () => {
  it('leaves nobody to ask where it was started anew, and else shows as before', () => {
    const shown = orNotStarted({ 'http.502': 0.6, ok: 0.6 }, 'http', false);
    expect(shown['http.502']).toBeCloseTo(0.35, 9);
    expect(shown['tcp.refused']).toBeGreaterThan(0.28);
    expect(sumOf(shown)).toBeCloseTo(1, 9);
  });

  it('is told by a hop in its own words', () => {
    const shown = orNotStarted({ ok: 1 }, 'http', true);
    expect(shown['tcp.refused']).toBeUndefined();
    expect(shown['http.502']).toBeGreaterThan(0.1);
  });
});

describe('a look into a server', () => {
  const inside = (id: string) => shownInsideServer(modeOf(id).effect, modeOf(id).access);

  it('tells of a slow card by the tokens, and of a lost container by nobody who answers', () => {
    expect(inside('gpu.throttled')['llm.slow_tokens']).toBeGreaterThan(0.2);
    expect(inside('container.exited')['tcp.refused']).toBeGreaterThan(0.8);
    for (const id of ['gpu.throttled', 'container.exited', 'host.memory']) {
      expect(sumOf(inside(id))).toBeCloseTo(1, 1);
    }
  });

  it('may count answers without numbers where the card computes wrongly', () => {
    expect(inside('gpu.silent_errors')['server.corrupted']).toBeGreaterThan(0);
  });
});

describe('what stands before a link', () => {
  it('says that nobody can be asked of those who serve, and hardly of a store', () => {
    const { http } = modeOf('service.crashed').effect.relayed;
    expect(inWordsFor('inference-server', http)).toBe(http);
    const ofStore = inWordsFor('store', http);
    expect(http['http.set_aside']).toBeGreaterThan(0);
    expect(ofStore['http.set_aside']).toBeLessThan(0.2 * (http['http.set_aside'] ?? 0));
    expect(sumOf(ofStore)).toBeCloseTo(sumOf(http), 9);
  });

  it('may be a proxy of the cluster, which answers in place of who is not there', () => {
    const { http, tcp } = modeOf('service.crashed').effect.direct;
    const shown = orByProxy(http, 'http');
    expect(shown['http.503']).toBeGreaterThan((http['http.503'] ?? 0) + 0.1);
    expect(shown['tcp.refused']).toBeLessThan(http['tcp.refused'] ?? 0);
    expect(sumOf(shown)).toBeCloseTo(sumOf(http), 9);
    expect(orByProxy(tcp, 'tcp')).toBe(tcp);
  });

  it('may turn to another model, which answers otherwise', () => {
    const { http } = modeOf('service.crashed').effect.relayed;
    const shown = orByAnother(http, 0.5);
    expect(shown['http.body_mismatch']).toBeGreaterThan(0.1);
    expect(shown.ok).toBeGreaterThan(0.25);
  });
});
