import { afterAll, beforeAll, test } from 'vitest';
import { listFaults } from '../../../src/sandbox/faults/registry.ts';
import { startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import type { Sandbox } from '../../../src/sandbox/types.ts';

/**
 * Injects and clears every fault of `links`, one after the other on one sandbox. Both calls prove
 * themselves: injecting waits until the link shows the fault, clearing until the whole chain serves.
 */
export function everyFaultOf(links: readonly string[]): void {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.stop());

  const faults = listFaults().filter(({ link }) => links.includes(link));
  test.each(faults.map(({ name, title }) => [name, title]))('%s: %s', async (name) => {
    await sandbox.inject(name);
    await sandbox.clear(name);
  });
}
