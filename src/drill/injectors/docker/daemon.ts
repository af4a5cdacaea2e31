import type Docker from 'dockerode';
import { WeaklinkError } from '../../../platform/errors.ts';
import { ExitCode } from '../../../platform/exit-codes.ts';
import { safe } from '../../../text/sanitise.ts';
import { Engine, type EngineFailure } from '../../../vantage/docker/engine.ts';

/** Milliseconds for one call: Docker answers in some ten, a busy machine in a second or two. */
const CALL_MS = 8_000;

export interface CallOptions {
  /** Status codes that mean "nothing to do here": the answer is then null. */
  readonly fine?: readonly number[];
  readonly deadlineMs?: number;
}

/** The Docker daemon, for a fault: every call has a deadline, and a refusal is an error to show. */
export class Daemon {
  readonly #engine: Engine;
  readonly #socket: string;

  private constructor(engine: Engine, socket: string) {
    this.#engine = engine;
    this.#socket = socket;
  }

  static async open(socket: string, signal: AbortSignal): Promise<Daemon> {
    return new Daemon(await Engine.open(socket, signal), socket);
  }

  /**
   * @param doing what for, as a part of a sentence: `stop web`
   * @returns null where the daemon's status is one of `fine`
   * @throws WeaklinkError E_DRILL_DOCKER, with the failure as its cause
   */
  async call<T>(
    doing: string,
    question: (docker: Docker, signal: AbortSignal) => Promise<T>,
    { fine = [], deadlineMs = CALL_MS }: CallOptions = {},
  ): Promise<T | null> {
    const answer = await this.#engine.ask(deadlineMs, question);
    if (answer.kind === 'answer') return answer.value;
    const { failure } = answer;
    if (failure.kind === 'status' && fine.includes(failure.status)) return null;
    throw new WeaklinkError({
      code: 'E_DRILL_DOCKER',
      message: safe`Docker could not ${doing}: ${failureWords(failure, this.#socket)}`,
      hint: 'Ask it by hand what it says to the same request; look at the log of the daemon.',
      exitCode: ExitCode.CouldNotLook,
      cause: failure,
    });
  }

  /** Null where the daemon answers; else what is wrong with it. */
  async failure(): Promise<EngineFailure | null> {
    const answer = await this.#engine.ask(CALL_MS, (docker) => docker.ping());
    return answer.kind === 'answer' ? null : answer.failure;
  }

  close(): void {
    this.#engine.close();
  }
}

/** Opens the daemon for the time of some work. */
export async function withDaemon<T>(
  socket: string,
  work: (daemon: Daemon) => Promise<T>,
  signal: AbortSignal = new AbortController().signal,
): Promise<T> {
  const daemon = await Daemon.open(socket, signal);
  try {
    return await work(daemon);
  } finally {
    daemon.close();
  }
}

export function failureWords(failure: EngineFailure, socket: string): string {
  switch (failure.kind) {
    case 'timeout':
      return `the daemon at ${socket} does not answer in time`;
    case 'cancelled':
      return 'cancelled';
    case 'status':
      return `${failure.message} (${failure.status})`;
    case 'unreachable':
      return `${socket}: ${failure.code}`;
  }
}
