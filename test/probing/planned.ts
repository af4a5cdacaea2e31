import { createServer, type Server, type Socket } from 'node:net';
import { z } from 'zod';
import type { Finding, LookContext, Probe } from '../../probes/probe.ts';
import type { Chain, Link, LinkId, ProbePlan, Reach } from '../../src/chain/types.ts';
import { createEventFactory } from '../../src/events/envelope.ts';
import { EventStream } from '../../src/events/stream.ts';
import type { EventOf, WeaklinkEvent } from '../../src/events/types.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { type PlannedLook, planLooks } from '../../src/probing/plan.ts';
import type { ProbingOptions } from '../../src/probing/runner.ts';
import { safe } from '../../src/text/sanitise.ts';
import { localVantage } from '../../src/vantage/local.ts';
import { strikingOut } from '../support/look-context.ts';

export const okFinding: Finding = { outcome: 'ok', symptom: null, summary: safe`fine` };
export const failedFinding: Finding = {
  outcome: 'failed',
  symptom: 'test.broken',
  summary: safe`broken`,
};

/** A planned look that does what the test says. */
export function planned(
  look: (context: LookContext) => Promise<Finding>,
  parts: Partial<PlannedLook> = {},
): PlannedLook {
  return {
    link: 'edge',
    probe: 'test',
    stream: 'edge/test@local',
    vantage: 'local',
    intervalMs: 50,
    deadlineMs: 200,
    reach: 'access',
    command: safe`test edge`,
    target: 'edge:1',
    slow: {},
    symptoms: new Set(['test.broken', 'test.slow', 'test.timeout']),
    look,
    ...parts,
  };
}

/** Connects and waits for the one line that the server sends: a real look over a real socket. */
export const lineProbe: Probe<{ port: number; reach: Reach; model?: string | undefined }> = {
  kind: 'line',
  summary: 'a probe for tests',
  options: z.strictObject({
    port: z.number(),
    reach: z.enum(['self', 'access', 'through']).default('access'),
    model: z.string().optional(),
  }),
  symptoms: {
    'line.refused': { outcome: 'failed', meaning: 'nothing listens' },
    'line.wrong': { outcome: 'failed', meaning: 'another line came' },
  },
  infer: () => null,
  fromTarget: (target) => ({ port: Number(target) }),
  reach: ({ reach }) => reach,
  model: ({ model }) => model,
  command: ({ port }) => safe`nc 127.0.0.1 ${port}`,
  look: ({ port }, { signal }) => readLine(port, signal),
};

async function readLine(port: number, signal: AbortSignal): Promise<Finding> {
  const { connect } = await import('node:net');
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', signal });
    socket.on('data', (line) => {
      socket.destroy();
      resolve(
        String(line) === 'well\n'
          ? okFinding
          : { outcome: 'failed', symptom: 'line.wrong', summary: safe`${line}` },
      );
    });
    socket.on('error', (error) =>
      resolve({
        outcome: signal.aborted ? 'unknown' : 'failed',
        symptom: signal.aborted ? 'self.cancelled' : 'line.refused',
        summary: safe`${error.message}`,
      }),
    );
  });
}

export interface LineServer {
  readonly port: number;
  /** What it says to everybody who connects. Null: nothing, ever. */
  says: string | null;
  /** Connections that are open now, and the most that were. */
  open: number;
  mostOpen: number;
  accepted: number;
  close(): void;
}

export async function lineServer(says: string | null = 'well\n'): Promise<LineServer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    state.accepted += 1;
    state.open += 1;
    state.mostOpen = Math.max(state.open, state.mostOpen);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      state.open -= 1;
    });
    if (state.says !== null) socket.end(state.says);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const state = {
    port: typeof address === 'object' && address ? address.port : 0,
    says,
    open: 0,
    mostOpen: 0,
    accepted: 0,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  return state;
}

export function plan(options: Record<string, unknown>, parts: Partial<ProbePlan> = {}): ProbePlan {
  return {
    kind: 'line',
    name: 'line',
    options,
    intervalMs: 100,
    deadlineMs: 500,
    vantage: 'local',
    inferred: false,
    ...parts,
  };
}

export function link(id: LinkId, parts: Partial<Link> = {}): Link {
  return { id, kind: 'service', needs: [], labels: {}, probes: [], ...parts };
}

export function chainOf(...links: Link[]): Chain {
  return { name: 'test', models: [], links, vantages: [] };
}

export function looksOf(chain: Chain): readonly PlannedLook[] {
  return planLooks(chain, { line: lineProbe });
}

/** What probing needs, over a stream whose events are kept. */
export function probing(parts: Partial<ProbingOptions> = {}) {
  const events: WeaklinkEvent[] = [];
  const stream = new EventStream({
    onSubscriberError: (_, error) => {
      throw error;
    },
  });
  stream.onEvent('test', (event) => events.push(event));
  const options: ProbingOptions = {
    stream,
    events: createEventFactory({ clock: systemClock, source: '/weaklink/test/1' }),
    clock: systemClock,
    redactor: strikingOut('hunter2'),
    vantage: (name) => (name === 'local' ? localVantage : undefined),
    ...parts,
  };
  const observations = (of?: string): EventOf<'observation'>[] =>
    events.filter(
      (event): event is EventOf<'observation'> =>
        event.type === 'weaklink.observation' && (of === undefined || event.data.stream === of),
    );
  return { options, events, observations };
}
