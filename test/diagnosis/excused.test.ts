import { expect, it } from 'vitest';
import type { Chain } from '../../src/chain/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import { demoChain, demoSeries, link, Player, type Series } from '../support/looks.ts';

const chain: Chain = { ...demoChain, links: [...demoChain.links, link('node', 'host')] };
const series = [...demoSeries, { link: 'node', probe: 'kubernetes', reach: 'self' } as const];
const ask = 'replica-a/canary-chat@local';
const cordoned = { 'node/kubernetes@local': 'k8s.node_cordoned' };

function drained(announced: boolean, more: Readonly<Record<string, string>> = {}) {
  const player = new Player(chain, series);
  player.rounds(20);
  if (announced)
    player.claim({
      link: 'node',
      who: safe`cluster team`,
      says: 'maintenance',
      words: safe`drained`,
      updatedAt: null,
    });
  player.rounds(6, { ...cordoned, ...more });
  return player.engine.verdict();
}

it('work that was announced and nobody suffers from is no fault', () => {
  const { status, headline, culprits, links, cleared } = drained(true);
  expect({ status, culprits }).toEqual({ status: 'healthy', culprits: [] });
  expect(links.find((one) => one.link === 'node')).toMatchObject({
    state: 'cleared',
    probability: 0,
    why: expect.stringContaining('worked on, as announced by cluster team: node/kubernetes@local'),
  });
  expect(cleared).toContain('node');
  expect(headline).toBe('nobody suffers; node is worked on, as announced by cluster team');
});

it('the same without a word is one', () => {
  const { status, culprits } = drained(false);
  expect(status).toBe('fault');
  expect(culprits).toMatchObject([{ link: 'node', mode: 'host.cordoned' }]);
});

it('and so is whatever requests suffer from meanwhile', () => {
  const { status, culprits } = drained(true, { [ask]: 'llm.ttft_timeout' });
  expect(status).toBe('fault');
  expect(culprits.map((one) => one.link)).toContain('replica-a');
});

const card = 'gpu-a/gpu@local';

function crashed(more: Readonly<Record<string, string>> = {}) {
  const player = new Player(chain, series);
  player.rounds(20);
  player.rounds(6, { [card]: 'gpu.xid_app', ...more });
  return player.engine.verdict();
}

it('a program of somebody that crashed on a card is no fault of the chain', () => {
  const { status, headline, culprits, links } = crashed();
  expect({ status, culprits }).toEqual({ status: 'healthy', culprits: [] });
  expect(headline).toMatch(/^nobody suffers; gpu-a: an application crashed on it/);
  expect(links.find((one) => one.link === 'gpu-a')).toMatchObject({
    state: 'cleared',
    why: expect.stringContaining('nobody suffers: gpu-a/gpu@local'),
  });
});

it('until the server on that card fails', () => {
  const { status, culprits } = crashed({ [ask]: 'llm.engine_error' });
  expect(status).toBe('fault');
  expect(culprits.map((one) => one.link)).not.toEqual([]);
});

const asksA = 'replica-a/canary-chat@local';

/** Started anew so many times, half a minute apart, and refused since the last of them. */
function startedAnew(
  times: number,
  refused: number,
  more: Readonly<Record<string, string>> = {},
  refusedBefore = 0,
) {
  const player = new Player();
  player.rounds(20);
  for (let time = 0; time < times; time += 1) {
    if (time > 0) player.rounds(30);
    player.rounds(refusedBefore, { [asksA]: 'tcp.refused' });
    player.change({
      link: 'replica-a',
      what: 'container.start',
      from: null,
      to: safe`2026-01-01T00:00:20Z`,
    });
  }
  player.rounds(refused, {
    [asksA]: 'tcp.refused',
    'replica-a/http@local': 'tcp.refused',
    ...more,
  });
  return player.engine.verdict();
}

it('a replica that was restarted and is not up yet is no fault where another answers', () => {
  const { status, headline, culprits } = startedAnew(1, 10);
  expect({ status, culprits }).toEqual({ status: 'healthy', culprits: [] });
  expect(headline).toBe('nobody suffers; replica-a was restarted at 00:00:20Z, and starts');
});

it.each([
  ['that is not up after two minutes', () => startedAnew(1, 130)],
  ['that was restarted again', () => startedAnew(2, 10)],
  ['that failed before it was restarted', () => startedAnew(1, 10, {}, 8)],
  ['by which others suffer', () => startedAnew(1, 10, { 'router/canary-chat@local': 'http.502' })],
])('one %s is', (_, verdict) => {
  const { status, culprits } = verdict();
  expect(status).toBe('fault');
  expect(culprits.map((one) => one.link)).toEqual(['replica-a']);
});

const newIndex = link('index-new', 'store', [], 'http://index-new.test');
const indexLook = { link: 'index-new', probe: 'vectorstore', reach: 'through' } as const;

/** An index that nobody asks yet is built, half an hour after that was announced. */
function built(
  more: Readonly<Record<string, string>> = {},
  says: 'maintenance' | null = 'maintenance',
) {
  const player = new Player({ ...demoChain, links: [...demoChain.links, newIndex] }, [
    ...demoSeries,
    indexLook,
  ]);
  player.rounds(20);
  const claim = { link: 'index-new', who: safe`search team`, words: safe`built`, updatedAt: null };
  if (says) player.claim({ ...claim, says });
  player.nowMs += 1_800_000;
  player.rounds(12, { 'index-new/vectorstore@local': 'vector.indexing', ...more });
  return player.engine.verdict();
}

it('announced work is remembered for hours, and may harm what nobody asks', () => {
  expect(built().status).toBe('healthy');
  expect(built().headline).toBe(
    'nobody suffers; index-new is worked on, as announced by search team',
  );
  expect(built({}, null).status).toBe('fault');
  expect(built({ [ask]: 'llm.ttft_timeout' }).status).toBe('fault');
});

const pods: Series = { link: 'pods', probe: 'kubernetes', reach: 'self' };

/** A server on pods, and all is well. */
function servedByPods(): Player {
  const replicaOnPods = link('replica-a', 'inference-server', [{ link: 'pods' }]);
  const links = demoChain.links.map((one) => (one.id === 'replica-a' ? replicaOnPods : one));
  const player = new Player({ ...demoChain, links: [...links, link('pods', 'container')] }, [
    ...demoSeries,
    pods,
  ]);
  player.rounds(20);
  return player;
}

/** A server whose pods are replaced, while it answers whoever asks it. */
function rolledOut(seconds: number, more: Readonly<Record<string, string>> = {}) {
  const player = servedByPods();
  player.rounds(seconds, { 'pods/kubernetes@local': 'k8s.starting', ...more });
  return player.engine.verdict();
}

it('new replicas that start are no fault while all are served', () => {
  expect(rolledOut(60)).toMatchObject({
    status: 'healthy',
    culprits: [],
    headline: 'nobody suffers; pods is starting since 00:00:20Z',
  });
  expect(rolledOut(660).status).toBe('fault');
  // Started anew once, as where a machine is drained.
  const anew = { 'pods/kubernetes@local': 'k8s.restarted' };
  expect(rolledOut(60, anew)).toMatchObject({
    status: 'healthy',
    headline: 'nobody suffers; pods was started anew at 00:00:20Z',
  });
  expect(rolledOut(60, { [asksA]: 'http.503' }).status).toBe('fault');
});

it('new replicas of what nobody in the chain needs are no fault, and anything else of it is', () => {
  const player = (symptom: string) => {
    const links = [...demoChain.links, link('pods', 'container')];
    const beside = new Player({ ...demoChain, links }, [...demoSeries, pods]);
    beside.rounds(20);
    beside.rounds(60, { 'pods/kubernetes@local': symptom });
    return beside.engine.verdict().status;
  };
  expect(player('k8s.starting')).toBe('healthy');
  expect(player('k8s.crash_loop')).toBe('fault');
});

it('a look that went wrong once, and was well ever since, is nobody who suffers', () => {
  const player = servedByPods();
  const starting = { 'pods/kubernetes@local': 'k8s.starting' };
  player.rounds(1, { ...starting, [asksA]: 'http.503' });
  player.rounds(5, starting);
  expect(player.engine.verdict().status).toBe('healthy');
  player.rounds(3, { ...starting, [asksA]: 'http.503' });
  expect(player.engine.verdict().status).toBe('fault');
});
