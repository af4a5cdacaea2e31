import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { withinNetwork } from '../within-network.ts';

const program = (fake: string, objects: string, token: string) => `
  import { startFakeCluster } from ${JSON.stringify(fake)};
  import { node, pod, workload } from ${JSON.stringify(objects)};
  const cluster = await startFakeCluster({ tokens: { ${JSON.stringify(token)}: 'weaklink' } });
  cluster.put(workload(), pod(), node({ cordoned: true }));
  console.log(JSON.stringify({ url: cluster.url, ca: cluster.ca }));`;

/** A fake cluster with a workload and a cordoned node, as a process of its own in a network namespace. */
export async function startClusterWithin(network: string | undefined, token: string) {
  const fake = new URL('./kubernetes.ts', import.meta.url).href;
  const objects = new URL('./kubernetes-objects.ts', import.meta.url).href;
  const node = [process.execPath, '--input-type=module', '-e', program(fake, objects, token)];
  const [command = '', ...args] = withinNetwork(network, node);
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const [line] = await once(createInterface(child.stdout), 'line');
  const { url, ca } = JSON.parse(String(line)) as { url: string; ca: string };
  return {
    url,
    ca,
    close: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
