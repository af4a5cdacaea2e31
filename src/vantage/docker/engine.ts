import { connect } from 'node:net';
import type Docker from 'dockerode';
import { VantageLostError } from '../types.ts';
import { BoundedAgent, type OpenConnection } from './bounded-agent.ts';

/** Why the daemon gave no answer. */
export type EngineFailure =
  /** The system's error with which the socket refused: ENOENT, EACCES, ECONNREFUSED … */
  | { readonly kind: 'unreachable'; readonly code: string; readonly message: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'cancelled' }
  /** The daemon refused: 404, 409, 500 … */
  | { readonly kind: 'status'; readonly status: number; readonly message: string };

export type EngineAnswer<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | { readonly kind: 'failure'; readonly failure: EngineFailure };

/** Bytes of one answer. An inspect has some tens of kB, the tail of a log up to 640 kB. */
const MAX_ANSWER_BYTES = 4_194_304;

/**
 * A Docker daemon, or what speaks its protocol: every question has a deadline and none throws, unless
 * nobody can stand where the way to the daemon begins ({@link VantageLostError}).
 */
export class Engine {
  readonly #docker: Docker;
  readonly #agent: BoundedAgent;
  readonly #signal: AbortSignal;

  private constructor(docker: Docker, agent: BoundedAgent, signal: AbortSignal) {
    this.#docker = docker;
    this.#agent = agent;
    this.#signal = signal;
  }

  /** The daemon behind a socket of this machine. */
  static open(path: string, signal: AbortSignal): Promise<Engine> {
    return Engine.over(() => connect({ path }), signal);
  }

  /** @param maxBytes of one answer; infinite where it is a stream that the caller bounds */
  static async over(
    open: OpenConnection,
    signal: AbortSignal,
    maxBytes = MAX_ANSWER_BYTES,
  ): Promise<Engine> {
    // Loaded with the first look: it takes 130 ms, and most chains have no container.
    const { default: Dockerode } = await import('dockerode');
    // The type does not know `agent`; host and protocol are set, for DOCKER_HOST would fill them.
    const agent = new BoundedAgent(open, maxBytes);
    const options: Docker.DockerOptions & { readonly agent: BoundedAgent } = {
      host: '',
      protocol: 'http',
      // Never opened: the agent connects. Without it dockerode would look for the daemon itself.
      socketPath: '/docker.sock',
      agent,
    };
    return new Engine(new Dockerode(options), agent, signal);
  }

  /** `question` gets a signal to pass on where dockerode takes one; it is left behind where not. */
  async ask<T>(
    deadlineMs: number,
    question: (docker: Docker, signal: AbortSignal) => Promise<T>,
  ): Promise<EngineAnswer<T>> {
    const late = AbortSignal.timeout(Math.max(1, Math.round(deadlineMs)));
    const signal = AbortSignal.any([this.#signal, late]);
    try {
      const value = await Promise.race([question(this.#docker, signal), whenAborted(signal)]);
      return { kind: 'answer', value };
    } catch (error) {
      if (error instanceof VantageLostError) throw error;
      if (this.#signal.aborted) return { kind: 'failure', failure: { kind: 'cancelled' } };
      if (late.aborted) return { kind: 'failure', failure: { kind: 'timeout' } };
      return { kind: 'failure', failure: failureOf(error) };
    }
  }

  /** Cuts the connections of questions that were left behind. */
  close(): void {
    this.#agent.destroy();
  }
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

function failureOf(error: unknown): EngineFailure {
  const message = error instanceof Error ? error.message : String(error);
  const status = property(error, 'statusCode');
  if (typeof status === 'number') {
    const said = property(property(error, 'json'), 'message');
    return { kind: 'status', status, message: typeof said === 'string' ? said : message };
  }
  const code = property(error, 'code');
  return { kind: 'unreachable', code: typeof code === 'string' ? code : 'UNKNOWN', message };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
