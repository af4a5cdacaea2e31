import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { withinNetwork } from '../../within-network.ts';

/** Where all three clouds put the metadata of a machine. */
export const METADATA_ADDRESS = '169.254.169.254';

/** The fake that a module exports, at the address and the port of a metadata service. */
const program = (module: string, start: string, options: object) => `
  import { connect, createServer } from 'node:net';
  import { ${start} } from ${JSON.stringify(module)};
  const fake = await ${start}(${JSON.stringify(options)});
  createServer((socket) => {
    const inner = connect(fake.port, '127.0.0.1');
    for (const end of [socket, inner]) end.on('error', () => {});
    socket.pipe(inner).pipe(socket);
  }).listen(80, '${METADATA_ADDRESS}', () => console.log('ready'));`;

/** A fake cloud at 169.254.169.254, as a process of its own in a network namespace that has that address. */
export async function startFakeWithin(
  network: string,
  [module, start]: readonly [module: `./${string}.ts`, start: string],
  options: object,
) {
  const url = new URL(module, import.meta.url).href;
  const node = [process.execPath, '--input-type=module', '-e', program(url, start, options)];
  const [command = '', ...args] = withinNetwork(network, node);
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  await once(child.stdout, 'data');
  return {
    close: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
