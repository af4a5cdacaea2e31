import { describe, expect, it } from 'vitest';
import type { Condition, Effect } from '../../../bench/chains/condition.ts';
import { dice } from '../../../bench/chains/dice.ts';
import { look } from '../../../bench/chains/look.ts';
import { Walker } from '../../../bench/chains/walk.ts';
import type { Manners, Series, World } from '../../../bench/chains/world.ts';
import type { LinkId, Reach } from '../../../src/chain/types.ts';
import { chainOf } from '../../support/chain.ts';

const usual: Manners = {
  workMs: 5,
  healthMs: 2,
  patienceMs: 1_000,
  connectPatienceMs: 500,
  whenUnreachable: 502,
  whenLate: 504,
  passesErrors: true,
  passesRefusals: true,
  retries: 'never',
  ejects: false,
  verifies: true,
  deepHealth: false,
  healthShares: true,
  withoutGpu: 'error',
  writes: true,
  withoutStore: 'error',
};

const chain = chainOf('small', 'edge', [
  { id: 'name', kind: 'dns' },
  { id: 'certificate', kind: 'certificate', needs: ['name'], address: 'chat:443' },
  {
    id: 'edge',
    kind: 'gateway',
    needs: ['name', 'certificate', 'router'],
    address: 'https://chat',
  },
  { id: 'router', kind: 'router', needs: [['one', 'two']] },
  { id: 'one', kind: 'inference-server', needs: ['box', 'card', 'weights'] },
  { id: 'two', kind: 'inference-server', needs: ['machine'] },
  { id: 'box', kind: 'container', needs: ['machine'] },
  { id: 'card', kind: 'gpu', needs: ['machine'] },
  { id: 'machine', kind: 'host' },
  { id: 'weights', kind: 'store' },
]);

function world(manners: Readonly<Record<LinkId, Partial<Manners>>> = {}): World {
  const all = chain.links.map(({ id }) => [id, { ...usual, ...manners[id] }] as const);
  return { chain, manners: new Map(all), series: [], intervalMs: 1_000, undeclared: new Map() };
}

function broken(at: LinkId, effect: Effect | null, more: Partial<Condition> = {}): Condition {
  return { at, effect, share: 1, fromMs: 0, shows: {}, ...more };
}

const reaches: Readonly<Record<string, Reach>> = {
  tcp: 'access',
  tls: 'access',
  http: 'access',
  openai: 'through',
};

/** The symptoms of some looks without noise, each once. */
function seen(
  link: LinkId,
  kind: string,
  conditions: readonly Condition[],
  where: World = world(),
  vantage = 'local',
): readonly string[] {
  const source = dice(5);
  const walker = new Walker(where, conditions, source);
  const series: Series = {
    key: `${link}/${kind}@${vantage}`,
    link,
    plan: {
      kind,
      name: kind,
      options: {},
      intervalMs: 1_000,
      deadlineMs: 2_000,
      vantage,
      inferred: false,
    },
    reach: reaches[kind] ?? 'self',
    model: kind === 'openai' ? 'chat-70b' : null,
    offset: 0,
    slowFrom: null,
  };
  const looks = Array.from({ length: 30 }, () => look(series, walker, 1_000, source, { flaky: 0 }));
  return [...new Set(looks.map(({ symptom }) => symptom ?? 'ok'))].sort();
}

describe('a request', () => {
  it('comes back well where nothing is broken', () => {
    for (const kind of ['tls', 'http', 'openai']) expect(seen('edge', kind, [])).toEqual(['ok']);
  });

  it('is refused where the process is gone, and becomes a 502 behind a gateway', () => {
    const gone = [broken('router', 'refuse')];
    expect(seen('router', 'http', gone)).toEqual(['tcp.refused']);
    expect(seen('edge', 'openai', gone)).toEqual(['http.502']);
    expect(seen('edge', 'http', gone)).toEqual(['ok']);
  });

  it('half fails behind two replicas, and not at all where the router tries the other', () => {
    const gone = [broken('one', 'refuse')];
    expect(seen('edge', 'openai', gone)).toEqual(['http.502', 'ok']);
    const retrying = world({ router: { retries: 'unreachable' } });
    expect(seen('edge', 'openai', gone, retrying)).toEqual(['ok']);
    const ejecting = world({ router: { ejects: true } });
    expect(seen('edge', 'openai', gone, ejecting)).toEqual(['ok']);
  });

  it('is given up by a caller with less patience than the probe, else by the probe', () => {
    const hung = [broken('one', 'engine-hang'), broken('two', 'engine-hang')];
    expect(seen('one', 'openai', hung)).toEqual(['llm.ttft_timeout']);
    expect(seen('one', 'http', hung)).toEqual(['ok']);
    expect(seen('edge', 'openai', hung)).toEqual(['http.504']);
    const patient = world({ edge: { patienceMs: 30_000 }, router: { patienceMs: 30_000 } });
    expect(seen('edge', 'openai', hung, patient)).toEqual(['llm.ttft_timeout']);
  });

  it('is told what the model API says, unless a gateway hides it', () => {
    const limited = [broken('one', 'quota'), broken('two', 'quota')];
    expect(seen('edge', 'openai', limited)).toEqual(['llm.quota_exhausted']);
    const hiding = world({ router: { passesRefusals: false, whenUnreachable: 500 } });
    expect(seen('edge', 'openai', limited, hiding)).toEqual(['http.500']);
  });
});

describe('what is broken below', () => {
  it('an expired certificate stops only who checks it', () => {
    const expired = [broken('certificate', 'tls.expired')];
    expect(seen('certificate', 'tls', expired)).toEqual(['tls.expired']);
    expect(seen('edge', 'http', expired)).toEqual(['tls.expired']);
    expect(seen('edge', 'tcp', expired)).toEqual(['ok']);
  });

  it('a host takes all that stands on it, and nobody can look from there', () => {
    const down = [broken('machine', 'swallow')];
    expect(seen('one', 'http', down)).toEqual(['tcp.timeout']);
    expect(seen('two', 'http', down)).toEqual(['tcp.timeout']);
    expect(seen('card', 'gpu', down)).toEqual(['self.unreachable']);
    expect(seen('machine', 'host', down)).toEqual(['self.unreachable']);
  });

  it('a lost card fails the answers or ends the engine, as the engine is', () => {
    const lost = [broken('card', 'no-gpu', { shows: { gpu: 'gpu.lost' } })];
    expect(seen('card', 'gpu', lost)).toEqual(['gpu.lost']);
    expect(seen('one', 'openai', lost)).toEqual(['llm.engine_error']);
    expect(seen('one', 'http', lost)).toEqual(['ok']);
    const fragile = world({ one: { withoutGpu: 'exit' } });
    expect(seen('one', 'http', lost, fragile)).toEqual(['tcp.refused']);
    expect(seen('box', 'docker', lost, fragile)).toEqual(['docker.exited']);
  });

  it('a store hurts as its caller uses it', () => {
    const gone = [broken('weights', 'refuse')];
    expect(seen('one', 'openai', gone)).toEqual(['http.502']);
    expect(seen('one', 'openai', gone, world({ one: { withoutStore: 'copy' } }))).toEqual(['ok']);
    expect(seen('one', 'openai', gone, world({ one: { withoutStore: 'wrong' } }))).toEqual([
      'llm.canary_mismatch',
    ]);
  });

  it('a way may be blocked from one vantage alone', () => {
    const blocked = [broken('name', 'swallow', { vantage: 'far' })];
    expect(seen('edge', 'http', blocked)).toEqual(['ok']);
    expect(seen('edge', 'http', blocked, world(), 'far')).toEqual(['tcp.timeout']);
  });

  it('something undeclared strikes all that stand on it', () => {
    const hidden = { ...world(), undeclared: new Map([['rack', ['one', 'two']]]) };
    const down = [broken('rack', 'refuse')];
    expect(seen('one', 'http', down, hidden)).toEqual(['tcp.refused']);
    expect(seen('two', 'http', down, hidden)).toEqual(['tcp.refused']);
  });
});
