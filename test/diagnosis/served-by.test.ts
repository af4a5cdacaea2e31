import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probes } from '../../probes/registry.ts';
import { loadChain } from '../../src/chain/load.ts';
import { pathOf } from '../../src/chain/path.ts';
import type { Chain } from '../../src/chain/types.ts';
import { explain } from '../../src/diagnosis/explaining/explain.ts';
import { ServedBy } from '../../src/diagnosis/served-by.ts';
import { numberOfAny, sightOf } from '../../src/diagnosis/sights.ts';
import { replicaOf } from '../../src/diagnosis/via.ts';
import type { EventOf } from '../../src/events/types.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { lookContext } from '../support/look-context.ts';
import { link, Player, type Series } from '../support/looks.ts';
import { memoryKept } from '../support/memory-kept.ts';

/** A gateway and a router, behind it two replicas at which nobody looks, each on a card of its own. */
const chain: Chain = {
  name: 'two-replicas-unseen',
  vantages: [],
  models: [{ id: 'chat', at: 'gateway', needs: [{ link: 'router' }] }],
  links: [
    link('gateway', 'gateway', [{ link: 'router' }], 'http://gateway.test:4000'),
    link('router', 'router', [{ anyOf: ['replica-a', 'replica-b'] }], 'http://10.0.0.1:8000'),
    link('replica-a', 'inference-server', [{ link: 'gpu-a' }], 'http://10.0.0.1:8001/v1'),
    link('replica-b', 'inference-server', [{ link: 'gpu-b' }], 'http://10.0.0.2:8001/v1'),
    link('gpu-a', 'gpu'),
    link('gpu-b', 'gpu'),
  ],
};

const ask = (id: string): Series => {
  return { link: id, probe: 'openai', name: 'ask', reach: 'through', model: 'chat' };
};
const alive = (id: string): Series => ({ link: id, probe: 'http', reach: 'access' });
const series = [ask('gateway'), ask('router'), alive('gateway'), alive('router')];
const replicas = ['replica-a', 'replica-b'] as const;

/** Every second look meets an ill replica; who served it is told as `named` says. */
function played(named: (served: (typeof replicas)[number]) => string | undefined): Player {
  const player = new Player(chain, series);
  for (let second = 0; second < 40; second += 1) {
    const served = replicas[second % 2] as (typeof replicas)[number];
    const isBad = second >= 20 && served === 'replica-b';
    const bad = { 'router/ask@local': 'llm.garbage', 'gateway/ask@local': 'llm.garbage' };
    const name = named(served);
    player.round(
      isBad ? bad : {},
      name === undefined ? {} : { 'router/ask@local': name, 'gateway/ask@local': name },
    );
  }
  return player;
}

describe('who served a look', () => {
  it('tells which of two replicas is ill at which nobody looks', () => {
    const silent = played(() => undefined).engine.verdict();
    const told = played((served) => served).engine.verdict();
    const of = ({ links }: typeof told, id: string) =>
      links.find((one) => one.link === id)?.probability ?? Number.NaN;
    expect(of(silent, 'replica-a')).toBeCloseTo(of(silent, 'replica-b'), 2);
    expect(told.culprits.map((culprit) => culprit.link)).toEqual(['replica-b']);
    expect(of(told, 'replica-b')).toBeGreaterThan(20 * of(told, 'replica-a'));
  });

  it('is understood where it is said by the address or by what the replica runs on', () => {
    const addresses = { 'replica-a': 'http://10.0.0.1:8001', 'replica-b': '10.0.0.2' } as const;
    const cards = { 'replica-a': 'gpu-a', 'replica-b': 'gpu-b' } as const;
    for (const names of [addresses, cards]) {
      const { culprits } = played((served) => names[served]).engine.verdict();
      expect(culprits.map((culprit) => culprit.link)).toEqual(['replica-b']);
    }
  });

  it('changes nothing where the name is nobody’s', () => {
    const silent = JSON.stringify(played(() => undefined).engine.verdict());
    for (const name of ['vllm-7d9f', 'router', 'cache-a, cache-b', '10.0.0.1', '::', '']) {
      expect(JSON.stringify(played(() => name).engine.verdict())).toBe(silent);
    }
  });

  it('says little once where a router that kept to one replica turns to the other', () => {
    const player = new Player(chain, series);
    for (let second = 0; second < 60; second += 1) {
      const name = second < 40 ? 'replica-a' : 'replica-b';
      player.round({}, { 'router/ask@local': name, 'gateway/ask@local': name });
      const { status, noFaultProbability } = player.engine.verdict();
      expect([second, status]).toEqual([second, 'healthy']);
      expect(noFaultProbability).toBeGreaterThan(0.5);
    }
  });

  it('goes on in a fork of the engine', () => {
    const player = played((served) => served);
    expect(player.engine.fork().verdict()).toEqual(player.engine.verdict());
  });

  it('is said beside the evidence', () => {
    const { engine } = played((served) => served);
    const verdict = engine.verdict();
    const words =
      'router/ask@local: 10 of 10 bad looks were served by replica-b, none of 9 good ones';
    expect(verdict.culprits[0]?.evidenceFor).toContain(words);
    const [replica, router] = ['replica-b', 'router'].map((id) =>
      explain(engine.grounds, verdict, [id]).at(0),
    );
    expect(replica?.served).toContain(words);
    expect(router?.served).toEqual([]);
  });

  it('is not said where nobody told it, or where bad looks came from both', () => {
    for (const name of [() => undefined, () => 'replica-b']) {
      const { engine } = played(name);
      const all = explain(engine.grounds, engine.verdict(), ['replica-a', 'replica-b']);
      expect(all.flatMap(({ served }) => served)).toEqual([]);
    }
  });

  it('leaves nothing behind, however many names are told', () => {
    const { engine, events } = played(() => undefined);
    const last = events.at(-1) as EventOf<'observation'>;
    const startMs = Date.parse(last.time);
    const router = events.findLast(
      (event) => event.type === 'weaklink.observation' && event.data.stream === 'router/ask@local',
    ) as EventOf<'observation'>;
    const long = 'x'.repeat(2_000);
    const before = memoryKept().heapUsed;
    for (let look = 1; look <= 100_000; look += 1) {
      const time = new Date(startMs + look * 10).toISOString();
      const data = { ...router.data, startedAt: time, servedBy: `pod-${look}.${long}` as SafeText };
      engine.accept({ ...router, time, data });
    }
    // 200 MB of names, where they were kept.
    expect(memoryKept().heapUsed - before).toBeLessThan(100 * 1_048_576);
    expect(engine.verdict().status).toBe('fault');
  });

  it('is forgotten in sights beyond what is kept of them', () => {
    const numbers = new Set<number>();
    for (let replica = 0; replica < 20_000; replica += 1) {
      const via = replicaOf(`replica-${replica}`, 'a great many');
      const plain = { symptom: 'http.503', before: null, habit: 'open', wellLooks: 0 } as const;
      numbers.add(numberOfAny({ ...plain, via, wellLooksVia: 0, usual: 0 }));
    }
    expect(numbers.size).toBeLessThan(5_000);
    const last = Math.max(...numbers);
    expect(sightOf(last)).toMatchObject({ symptom: 'http.503' });
    const ok = { symptom: 'ok', before: null, habit: 'open', wellLooks: 0 } as const;
    const beyond = numberOfAny({ ...ok, via: replicaOf('a', 'a b'), wellLooksVia: 0, usual: 0 });
    expect(sightOf(beyond).via).toBeNull();
  });
});

function asksFor(options: unknown, model: string): boolean {
  return probes.openai.options.parse(options).model === model;
}

describe('a real look through the sandbox', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.stop());

  it.each(['router', 'edge'])('at the %s says which replica served it', async (id) => {
    const real = loadChain(sandbox.chainYaml, 'sandbox.yaml', probes);
    const plans = real.links.find((one) => one.id === id)?.probes ?? [];
    const plan = plans.find(({ kind, options }) => kind === 'openai' && asksFor(options, 'chat'));
    if (!plan) throw new Error(`nobody asks the ${id} for chat`);
    const servedBy = new ServedBy(real, pathOf(real, id, 'through', 'chat'));
    const seen = new Set<string | undefined>();
    for (let look = 0; look < 4; look += 1) {
      const secret = (reference: string) => readFile(reference.slice('file:'.length), 'utf8');
      const found = await probes.openai.look(
        probes.openai.options.parse(plan.options),
        lookContext({ deadlineMs: plan.deadlineMs, secret }),
      );
      expect(found.symptom).toBeNull();
      seen.add(servedBy.replica(found.servedBy ?? '')?.branch);
    }
    expect([...seen].sort()).toEqual(['replica-a', 'replica-b']);
  });
});
