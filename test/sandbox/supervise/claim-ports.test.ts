import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { claimPorts } from '../../../src/sandbox/supervise/claim-ports.ts';

test('a claim holds its first port until it is released', async () => {
  const claim = await claimPorts();
  const listen = async () => {
    const server = createServer().listen(claim.firstPort, '127.0.0.1');
    const code = await once(server, 'listening').then(
      () => 'free',
      (error: NodeJS.ErrnoException) => error.code,
    );
    server.close();
    return code;
  };
  expect(claim.firstPort).toBeGreaterThanOrEqual(20_000);
  expect(claim.firstPort).toBeLessThan(32_768 - 10);
  expect(await listen()).toBe('EADDRINUSE');
  claim.release();
  expect(await listen()).toBe('free');
});
