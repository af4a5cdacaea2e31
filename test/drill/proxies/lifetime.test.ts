import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isAlive } from '../../../src/drill/leases/process-identity.ts';
import { startProxy } from '../../../src/drill/proxies/start-proxy.ts';
import { freePort, listenTcp } from '../../support/listeners.ts';
import { echo, talk } from './tcp-talk.ts';

test.each(['SIGKILL', 'SIGTERM'] as const)('ends with its parent, after %s', async (signal) => {
  const upstream = await listenTcp(echo);
  const port = await freePort();
  const program = fileURLToPath(new URL('hold-proxy.ts', import.meta.url));
  const parent = spawn(process.execPath, [program, `127.0.0.1:${port}`, upstream.address], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(parent.stdout, 'data');
  const held = JSON.parse(String(line)) as {
    control: string;
    process: { pid: number; startTicks: string };
  };
  await fetch(`${held.control}/proxies/web/toxics`, {
    method: 'POST',
    body: JSON.stringify({ type: 'timeout' }),
  });
  expect(isAlive(held.process)).toBe(true);
  parent.kill(signal);
  await expect.poll(() => isAlive(held.process), { timeout: 20_000 }).toBe(false);
  // The kernel closes the sockets of a dead process a moment later.
  const refused = async () => (await talk(port, 'hello')).ended;
  await expect.poll(refused, { timeout: 20_000 }).toBe('ECONNREFUSED');
  await upstream.close();
});

test('stops, also when it is stopped twice', async () => {
  const port = await freePort();
  const proxy = await startProxy({
    name: 'web',
    kind: 'tcp',
    listen: `127.0.0.1:${port}`,
    upstream: '127.0.0.1:1',
  });
  await proxy.stop();
  await proxy.stop();
  expect(isAlive(proxy.process)).toBe(false);
});

test.each([
  ['a port that is taken', async () => (await listenTcp(echo)).address, '127.0.0.1:1'],
  ['no address', async () => 'nowhere', '127.0.0.1:1'],
  ['no upstream', async () => `127.0.0.1:${await freePort()}`, 'nowhere'],
])('cannot start: %s', async (_, listen, upstream) => {
  const plan = { name: 'web', kind: 'tcp' as const, listen: await listen(), upstream };
  await expect(startProxy(plan)).rejects.toMatchObject({
    code: 'E_DRILL_PROXY',
    message: expect.stringMatching(/^the proxy "web" \(.*\) cannot start: .+/),
  });
});
