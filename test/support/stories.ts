import type { Chain } from '../../src/chain/types.ts';
import type { FeedFault, FeedFaults } from '../../src/console/feed.ts';
import { acmeChain, chainOf } from './chain.ts';
import { type LookSketch, ScriptedFeed, storyStart, verdictOf } from './feed.ts';

/** What a healthy round of looks at the acme chain finds. */
const healthyLooks: readonly LookSketch[] = [
  { link: 'chat.acme.ai', probe: 'dns', summary: '10.0.3.7, as expected', durationMs: 1.1 },
  { link: 'certificate', probe: 'tls', summary: '41 d left', durationMs: 9.4 },
  { link: 'gateway', summary: '200 in 3 ms', reach: 'through', durationMs: 3.1 },
  { link: 'router', summary: '200, 2 of 2 replicas in rotation', durationMs: 2.2 },
  { link: 'replica-a', probe: 'openai', summary: '38 tok/s', durationMs: 214, reach: 'through' },
  { link: 'node-2', probe: 'host', summary: 'load 3.1 of 32, 61 % memory', vantage: 'ssh-node-2' },
  { link: 'gpu-1', probe: 'gpu', summary: '61 °C, 71 % used, no XID', vantage: 'ssh-node-2' },
  { link: 'replica-b', probe: 'openai', summary: '37 tok/s', durationMs: 219, reach: 'through' },
  { link: 'node-3', probe: 'host', summary: 'load 2.9 of 32, 58 % memory', vantage: 'ssh-node-3' },
  { link: 'gpu-2', probe: 'gpu', summary: '60 °C, 70 % used, no XID', vantage: 'ssh-node-3' },
  { link: 'weights-store', summary: 'manifest matches', durationMs: 8.3 },
];

/** A feed whose chain was seen healthy for a minute. */
export function healthyStory(options: { chain?: Chain; faults?: FeedFaults } = {}): ScriptedFeed {
  const { chain = acmeChain, faults } = options;
  const feed = new ScriptedFeed(chain, {
    ...(faults ? { faults, title: { source: 'DEMO' } } : {}),
  });
  feed.emit('session', { version: '0.1.0', chain });
  for (let second = 0; second < 60; second += 1) lookAround(feed, second);
  feed.claim({ link: 'vendor-x', who: 'status page', says: 'healthy', words: 'operational' });
  feed.judge(
    verdictOf(chain, feed.now(), {
      status: 'healthy',
      headline: 'every model answers',
      states: { 'vendor-x': 'untested' },
    }),
  );
  return feed;
}

/** One second of the story: a look at every link, some of them different. */
export function lookAround(
  feed: ScriptedFeed,
  second: number,
  instead: readonly LookSketch[] = [],
): void {
  for (const sketch of healthyLooks) {
    const wobble = 1 + 0.08 * Math.sin(second * 1.7 + sketch.link.length);
    const look = instead.find(({ link }) => link === sketch.link) ?? {
      ...sketch,
      durationMs: (sketch.durationMs ?? 180) * wobble,
    };
    const vantage = look.vantage ?? sketch.vantage ?? 'local';
    feed.look({ ...look, vantage, stream: `${look.link}/http@${vantage}` });
  }
  feed.pass(1_000);
}

/** gpu-1 fell off the bus twenty seconds ago; the vendor's page lies. */
export function faultStory(options: { faults?: FeedFaults } = {}): ScriptedFeed {
  const feed = healthyStory(options);
  const brokenAt = feed.now();
  feed.pass(-13_000);
  feed.emit(
    'change',
    {
      link: 'node-2',
      what: 'kernel',
      from: '6.1.0-31' as never,
      to: '6.1.0-32' as never,
    },
    'node-2',
  );
  feed.pass(13_000);
  for (let second = 60; second < 80; second += 1) lookAround(feed, second, brokenLooks);
  feed.judge(
    verdictOf(feed.chain, feed.now(), {
      status: 'fault',
      headline: 'gpu-1 fell off the bus (XID 79)',
      states: { 'gpu-1': 'culprit', 'replica-a': 'symptom', 'vendor-x': 'untested' },
      culprit: {
        link: 'gpu-1',
        mode: 'gpu.lost',
        title: 'lost: it fell off the bus',
        since: brokenAt,
        remedy: 'drain node-2, then reboot it',
      },
      evidenceFor: [
        'gpu-1/gpu: gpu.xid, XID 79, gone from nvidia-smi (20 of 20 looks)',
        'replica-a/canary: llm.stall, no first token in 10 s (2 of 3 looks)',
      ],
      evidenceAgainst: ['router/http is ok: 200'],
      rivals: [{ link: 'replica-a', mode: 'service.hung', probability: 0.05 }],
      next: { link: 'replica-a', why: 'tells gpu-1 from replica-a' },
      contradiction: {
        link: 'vendor-x',
        who: 'status page',
        words: 'all systems operational',
        since: brokenAt,
      },
      failing: { 'chat-70b': 0.66 },
    }),
  );
  return feed;
}

const brokenLooks: readonly LookSketch[] = [
  {
    link: 'gpu-1',
    probe: 'gpu',
    outcome: 'failed',
    symptom: 'gpu.xid',
    alsoSeen: ['gpu.lost'],
    summary: 'XID 79, gone from nvidia-smi',
    vantage: 'ssh-node-2',
    reach: 'self',
    durationMs: 412,
    phases: {},
    command: 'ssh node-2 nvidia-smi -q -x',
    evidence: [
      'NVRM: Xid (PCI:0000:3b:00): 79, pid=4211, GPU has fallen off the bus.\nNVRM: GPU 0000:3b:00.0: GPU has fallen off the bus.',
    ],
    facts: { driver: '550.54.15' as never, 'gpus expected': 2, 'gpus found': 1 },
    measures: [{ name: 'temperature', value: 61, unit: '°C' }],
  },
  {
    link: 'replica-a',
    probe: 'openai',
    outcome: 'failed',
    symptom: 'openai.first_token_timeout',
    summary: 'no first token in 10 s',
    durationMs: 2_000,
    reach: 'through',
    phases: { resolve: 0.4, connect: 0.9, send: 0.2, wait: 3.1, first_token: 1_995 },
  },
];

/** Two links explain what is seen equally well. */
export function cannotTellStory(): ScriptedFeed {
  const feed = healthyStory();
  for (let second = 60; second < 66; second += 1) {
    lookAround(feed, second, [
      {
        link: 'gateway',
        outcome: 'failed',
        symptom: 'http.502',
        summary: '502 from the gateway',
        reach: 'through',
      },
    ]);
  }
  feed.judge(
    verdictOf(feed.chain, feed.now(), {
      status: 'undetermined',
      headline: 'requests to chat-70b fail between gateway and router',
      states: { gateway: 'suspect', router: 'suspect', 'vendor-x': 'untested' },
      rivals: [
        { link: 'gateway', mode: 'service.errors', probability: 0.48 },
        { link: 'router', mode: 'service.resets', probability: 0.45 },
        { link: null, mode: 'outside', probability: 0.03 },
      ],
      next: { link: 'router', why: 'tells gateway from router: asks the router directly' },
      failing: { 'chat-70b': 1 },
    }),
  );
  return feed;
}

/** Nobody has looked for four minutes. */
export function staleStory(): ScriptedFeed {
  const feed = healthyStory();
  feed.pass(240_000);
  return feed;
}

/** A chain of 2,000 links, each looked at once. */
export function longStory(): ScriptedFeed {
  const replicas = Array.from({ length: 1_999 }, (_, index) => `replica-${index + 1}`);
  const feed = new ScriptedFeed(
    chainOf('long-chain', 'router', [
      { id: 'router', kind: 'router', needs: [replicas] },
      ...replicas.map((id) => ({ id, kind: 'inference-server' as const })),
    ]),
  );
  for (const { id } of feed.chain.links) feed.look({ link: id });
  return feed;
}

/** Faults as the demo offers them, which only remember what they were asked. */
export function scriptedFaults(): FeedFaults & { readonly calls: string[] } {
  const list: readonly FeedFault[] = [
    { name: 'gpu-1-xid', link: 'gpu-1', mode: 'gpu.xid', title: 'the GPU falls off the bus' },
    { name: 'replica-a-kill', link: 'replica-a', mode: 'service.crashed', title: 'kill -9' },
    { name: 'dns-nxdomain', link: 'chat.acme.ai', mode: 'dns.name_missing', title: 'no such name' },
  ];
  let active: string[] = [];
  const calls: string[] = [];
  return {
    calls,
    list: () => list,
    active: () => active,
    inject: async (name) => {
      calls.push(`inject ${name}`);
      active = [...active, name];
    },
    clear: async (name) => {
      calls.push(`clear ${name ?? 'all'}`);
      active = [];
    },
  };
}

export { storyStart };

/** What looks cannot decide: a person has to check the gateway. */
export function byHandStory(): ScriptedFeed {
  const feed = healthyStory();
  const why = 'no look tells service.crashed from service.errors; by hand: read its log';
  feed.judge(
    verdictOf(feed.chain, feed.now(), {
      status: 'fault',
      headline: 'gateway crashed',
      culprit: {
        link: 'gateway',
        mode: 'service.crashed',
        title: 'crashed: the process is gone',
        since: feed.now(),
        remedy: 'start it again',
      },
      rivals: [{ link: 'gateway', mode: 'service.errors', probability: 0.1 }],
      next: { link: 'gateway', probe: 'operator', why, stream: null },
    }),
  );
  return feed;
}
