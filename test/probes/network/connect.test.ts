import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { isOwnEcho } from '../../../probes/network/connect.ts';
import { freePort, listenOn } from '../../support/listeners.ts';

test('a connection that the kernel made with itself is known from a real one', async () => {
  const port = await freePort();
  const echo = connect({ port, host: '127.0.0.1', localPort: port });
  await once(echo, 'connect');
  expect(isOwnEcho(echo)).toBe(true);
  echo.destroy();
  const listener = await listenOn(createServer());
  const real = connect({ port: listener.port, host: '127.0.0.1' });
  await once(real, 'connect');
  expect(isOwnEcho(real)).toBe(false);
  real.destroy();
  await listener.close();
});
