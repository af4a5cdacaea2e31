import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import type { Engine, EngineAnswer } from './engine.ts';

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

/** Starts a program in a container, in the two steps of Docker's protocol. `LC_ALL` is C. */
export function startExec(
  engine: Engine,
  { container, argv, env = {}, input }: ExecRequest,
  deadlineMs: number,
): Promise<EngineAnswer<Started>> {
  return engine.ask(deadlineMs, async (docker, abortSignal) => {
    const exec = await docker.getContainer(container).exec({
      Cmd: [...argv],
      Env: Object.entries({ LC_ALL: 'C', ...env }).map(([name, value]) => `${name}=${value}`),
      AttachStdin: input,
      AttachStdout: true,
      AttachStderr: true,
      abortSignal,
    });
    // Not given the signal: it would cut the output short when the time of the start is over.
    const stream = await exec.start({ hijack: input, stdin: input, Detach: false, Tty: false });
    stream.on('error', () => {});
    return { exec, stream };
  });
}

/** Why a program did not start, from what Docker's runtime wrote in its stead; else undefined. */
export function notStarted(
  exitCode: number | null,
  output: string,
): { readonly kind: 'not-started'; readonly code: string; readonly message: string } | undefined {
  if (exitCode !== 126 && exitCode !== 127) return undefined;
  if (!/^OCI runtime exec failed|^crun: |^runc /.test(output)) return undefined;
  const code = /permission denied|is a directory/i.test(output) ? 'EACCES' : 'ENOENT';
  return { kind: 'not-started', code, message: output.trim() };
}
