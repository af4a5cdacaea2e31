import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { probes } from '../../probes/registry.ts';
import { loadChain } from '../../src/chain/load.ts';
import type { WeaklinkEvent } from '../../src/events/types.ts';
import { Session } from '../../src/session/session.ts';
import { listenOn } from '../support/listeners.ts';

/* A real server that is deployed anew, and fails a moment later. */

it('says how long after which change a fault began, and puts each change behind its look', async () => {
  let revision = 'a1';
  let status = 200;
  const server = await listenOn(
    createServer((_, response) => {
      response.writeHead(status).end(JSON.stringify({ revision, time: Date.now() }));
    }),
  );
  const yaml = `chain: local
defaults: { every: 100ms, deadline: 1s }
models: { chat: gateway }
links:
  gateway:
    kind: gateway
    probes: [{ kind: http, url: "http://${server.address}/", watch: [revision] }]
`;
  const session = new Session({
    chain: loadChain(yaml, 'chain.yaml', probes),
    journalDirectory: null,
    onTrouble: (line) => expect.unreachable(line),
  });
  onTestFinished(async () => {
    await session.stop();
    await server.close();
  });
  const events: WeaklinkEvent[] = [];
  session.stream.onEvent('test', (event) => events.push(event), { replay: true });
  session.start();
  await sleep(1_500);
  revision = 'b2';
  await sleep(2_000);
  status = 500;
  await sleep(2_000);

  const verdict = session.judging.judge();
  const [culprit] = verdict.culprits;
  expect(culprit).toMatchObject({
    link: 'gateway',
    change: { link: 'gateway', what: 'flag revision', from: 'a1', to: 'b2' },
  });
  expect(culprit?.change?.beforeMs).toBeGreaterThan(1_500);
  expect(culprit?.change?.beforeMs).toBeLessThan(3_500);
  expect(culprit?.evidenceFor[1]).toMatch(/^began [23] s after the flag revision changed$/);
  const at = events.findIndex(({ type }) => type === 'weaklink.change');
  expect(events.filter(({ type }) => type === 'weaklink.change')).toHaveLength(1);
  expect(events[at - 1]).toMatchObject({ type: 'weaklink.observation', time: events[at]?.time });
});
