import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { withinNetwork } from '../within-network.ts';

const program = (dialects: string) => `
  import { fakeQdrant } from ${JSON.stringify(dialects)};
  const entries = [{ id: 'a', vector: [1, 0], atMs: 0 }];
  const state = { collection: 'docs', distance: 'cosine', dimension: 2, entries, index: 'ready' };
  console.log((await fakeQdrant(state)).port);`;

/** A fake Qdrant with one entry, as a process of its own in a network namespace. */
export async function startQdrantWithin(network: string | undefined) {
  const dialects = new URL('./dialects.ts', import.meta.url).href;
  const node = [process.execPath, '--input-type=module', '-e', program(dialects)];
  const [command = '', ...args] = withinNetwork(network, node);
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const [line] = await once(child.stdout, 'data');
  return {
    port: Number(String(line)),
    signal: (name: NodeJS.Signals) => child.kill(name),
    close: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
