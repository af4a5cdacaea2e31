import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { exchangeOver } from '../../../probes/network/http-over-socket.ts';
import { PhaseClock } from '../../../probes/network/phase-clock.ts';
import { systemClock } from '../../../src/platform/clock.ts';

/** A connection to a peer of which the test holds the other end. */
async function connected(): Promise<{ socket: Socket; peer: Socket }> {
  const server = createServer();
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const accepted = once(server, 'connection');
  const socket = connect(port, '127.0.0.1');
  const [[peer]] = await Promise.all([accepted, once(socket, 'connect')]);
  return { socket, peer };
}

const ask = {
  url: new URL('http://peer.test/'),
  method: 'GET',
  headers: {},
  bodyLimitBytes: 1_000,
};

test.each([
  ['the time is up', 0, false],
  ['the session is over', 1_000, true],
])('a connection that breaks when %s before the question breaks nothing else', async (...given) => {
  const [, deadlineMs, isOver] = given;
  const { socket, peer } = await connected();
  const unhandled: unknown[] = [];
  const note = (error: unknown) => void unhandled.push(error);
  process.on('uncaughtException', note);
  onTestFinished(() => void process.off('uncaughtException', note));
  const signal = isOver ? AbortSignal.abort() : new AbortController().signal;
  const clock = new PhaseClock({ clock: systemClock, deadlineMs, signal });
  const answer = await exchangeOver(socket, ask, clock);
  peer.resetAndDestroy();
  await sleep(100);
  expect(answer.kind).toBe('failure');
  expect(unhandled).toEqual([]);
});
