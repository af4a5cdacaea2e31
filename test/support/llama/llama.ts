import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { writeTinyLlama, writeTinyLora } from './tiny-llama.ts';

/** Where `.ci/run` installs llama.cpp: its packages would make a lock file that `npm ci` refuses. */
const library = process.env.WEAKLINK_LLAMA ?? join(homedir(), '.cache', 'weaklink-llama');

/** Why there can be no llama.cpp here; null where there can. With WEAKLINK_REQUIRE set there must be. */
export function noLlama(): string | null {
  if (process.env.WEAKLINK_REQUIRE) return null;
  const isThere = existsSync(join(library, 'node_modules/node-llama-cpp/package.json'));
  return isThere ? null : `node-llama-cpp is not in ${library} (see .ci/run)`;
}

export interface LlamaServer {
  readonly url: string;
  /** Its process: to be stopped, continued, killed. */
  signal(name: NodeJS.Signals): void;
  /** Holds `tiny.gguf` and `lora.gguf`. */
  readonly directory: string;
  close(): Promise<void>;
}

/** A llama.cpp process with a tiny model and an adapter of it, both written here. */
export async function startLlama(otlpUrl: string): Promise<LlamaServer> {
  const directory = await mkdtemp(join(tmpdir(), 'weaklink-llama-'));
  const [model, lora] = [join(directory, 'tiny.gguf'), join(directory, 'lora.gguf')];
  writeTinyLlama(model);
  writeTinyLora(lora);
  const child = fork(join(import.meta.dirname, 'server.ts'), [library, model, lora, otlpUrl], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const failed = ended.then(([code]) => {
    throw new Error(`the llama.cpp server ended with ${code}`);
  });
  failed.catch(() => {});
  const port = await Promise.race([portOf(child.stdout), failed]);
  return {
    url: `http://127.0.0.1:${port}`,
    signal: (name) => {
      child.kill(name);
    },
    directory,
    close: async () => {
      child.kill('SIGKILL');
      await ended;
      await rm(directory, { recursive: true });
    },
  };
}

async function portOf(stdout: NodeJS.ReadableStream | null): Promise<number> {
  if (stdout === null) throw new Error('no stdout');
  for await (const line of createInterface({ input: stdout })) {
    if (/^\d+$/.test(line)) return Number(line);
  }
  throw new Error('it never said its port');
}
