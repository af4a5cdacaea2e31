import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, isIPv6, type Server, type Socket } from 'node:net';
import { DNS_PORT, type Endpoint, parseEndpoint } from '../../../../probes/network/endpoint.ts';
import { ControlError } from '../control/control-error.ts';
import type { Engine, EngineKind, EngineSetup } from '../engine.ts';
import { closed, listenAddress, listenOn } from '../listen.ts';
import { pause } from '../pause.ts';
import type { ToxicSet } from '../toxic-set.ts';
import { askOverTcp, askOverUdp } from './ask-upstream.ts';
import { fateOf } from './fate.ts';
import { dnsFaults } from './faults.ts';
import { FrameReader, framed } from './frames.ts';

/** Questions waiting for their answer at a time, each with a socket; further ones are dropped. */
const MAX_WAITING = 512;
const MAX_CONNECTIONS = 128;
/** Milliseconds of silence after which a client over TCP is let go. */
const IDLE_MS = 15_000;

type Ask = (upstream: Endpoint, message: Buffer) => Promise<Buffer | null>;

export const dnsEngine: EngineKind = { toxicTypes: dnsFaults, make: makeDnsEngine };

function makeDnsEngine({ listen, upstream: address, toxics }: EngineSetup): Engine {
  const upstream = parseEndpoint(address, DNS_PORT);
  if (!upstream) throw new ControlError(400, `the upstream "${address}" is not host:port`);
  const answers = new Answering(upstream, toxics);
  const clients = new Set<Socket>();
  let server: Server | undefined;
  let udp: UdpSocket | undefined;
  return {
    open: async () => {
      server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
        clients.add(client);
        client.once('close', () => clients.delete(client));
        serveClient(client, answers);
      });
      server.maxConnections = MAX_CONNECTIONS;
      const listening = await listenOn(server, listen);
      try {
        udp = await bindUdp(listening, answers);
      } catch (error) {
        await closed(server);
        throw error;
      }
      return listening;
    },
    close: async () => {
      udp?.close();
      udp = undefined;
      if (!server) return;
      const gone = closed(server);
      for (const client of clients) client.destroy();
      await gone;
    },
    toxicsChanged: () => {},
  };
}

/** Answers questions, from either transport, as the toxics will have it. */
class Answering {
  readonly #upstream: Endpoint;
  readonly #toxics: ToxicSet;
  #waiting = 0;

  constructor(upstream: Endpoint, toxics: ToxicSet) {
    this.#upstream = upstream;
    this.#toxics = toxics;
  }

  /** Null: nothing is answered. */
  async answerTo(message: Buffer, ask: Ask): Promise<Buffer | null> {
    if (this.#waiting >= MAX_WAITING) return null;
    this.#waiting += 1;
    try {
      const met = fateOf(message, this.#toxics.list());
      if (met?.fate.do === 'drop') return null;
      if (met?.fate.do === 'answer') return met.fate.bytes;
      if (met?.fate.do === 'delay') await pause(met.fate.ms, met.toxic.removed);
      return await ask(this.#upstream, message);
    } finally {
      this.#waiting -= 1;
    }
  }
}

async function bindUdp(address: string, answers: Answering): Promise<UdpSocket> {
  const { host, port } = listenAddress(address);
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, () => {
      socket.off('error', reject);
      resolve();
    });
  });
  let isOpen = true;
  socket.on('error', () => {});
  socket.on('close', () => {
    isOpen = false;
  });
  socket.on('message', async (message, from) => {
    const answer = await answers.answerTo(message, askOverUdp);
    if (answer && isOpen) socket.send(answer, from.port, from.address, () => {});
  });
  return socket;
}

function serveClient(client: Socket, answers: Answering): void {
  const frames = new FrameReader(async (message) => {
    const answer = await answers.answerTo(message, askOverTcp);
    if (answer && !client.destroyed) client.write(framed(answer));
  });
  client.on('error', () => {});
  // One that has asked everything may close its side and still wait.
  client.setTimeout(IDLE_MS, () => client.destroy());
  client.on('data', (bytes) => frames.feed(bytes));
}
