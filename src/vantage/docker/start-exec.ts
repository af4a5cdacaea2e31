import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import type { Engine, EngineFailure } from './engine.ts';

/** A program that was started in a container. */
export interface Started {
  readonly exec: Docker.Exec;
  /** Its framed output, and its input where it was asked for. */
  readonly stream: Duplex;
}

export interface ExecRequest {
  readonly container: string;
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it gets an input; it may then be written to. */
  readonly input: boolean;
}

export type StartAnswer =
  | { readonly kind: 'answer'; readonly value: Started }
  /** With what was made ready, where it may have started all the same, later than was waited for. */
  | { readonly kind: 'failure'; readonly failure: EngineFailure; readonly doubtful?: Docker.Exec };

/** Starts a program in a container, in the two steps of Docker's protocol. `LC_ALL` is C. */
export async function startExec(
  engine: Engine,
  { container, argv, env = {}, input }: ExecRequest,
  deadlineMs: number,
): Promise<StartAnswer> {
  let made: Docker.Exec | undefined;
  const answer = await engine.ask(deadlineMs, async (docker, abortSignal) => {
    const exec = await docker.getContainer(container).exec({
      Cmd: [...argv],
      Env: Object.entries({ LC_ALL: 'C', ...env }).map(([name, value]) => `${name}=${value}`),
      AttachStdin: input,
      AttachStdout: true,
      AttachStderr: true,
      abortSignal,
    });
    abortSignal.throwIfAborted();
    made = exec;
    // Not given the signal: it would cut the output short when the time of the start is over.
    const stream = await exec.start({ hijack: input, stdin: input, Detach: false, Tty: false });
    stream.on('error', () => {});
    return { exec, stream };
  });
  if (answer.kind === 'answer' || made === undefined) return answer;
  const isLate = answer.failure.kind === 'timeout' || answer.failure.kind === 'cancelled';
  return isLate ? { ...answer, doubtful: made } : answer;
}

/** Why a program did not start, from what Docker's runtime wrote in its stead; else undefined. */
export function notStarted(
  exitCode: number | null,
  output: string,
): { readonly kind: 'not-started'; readonly code: string; readonly message: string } | undefined {
  if (exitCode !== 126 && exitCode !== 127) return undefined;
  if (!/^OCI runtime exec failed|^(?:Error: )?crun: |^(?:Error: )?runc[: ]/.test(output))
    return undefined;
  const code = /permission denied|is a directory/i.test(output) ? 'EACCES' : 'ENOENT';
  return { kind: 'not-started', code, message: output.trim() };
}
