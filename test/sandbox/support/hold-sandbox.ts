/** A console that a test may kill: starts a sandbox, tells where it is, and waits. */
import { parseArgs } from 'node:util';
import { startSandbox } from '../../../src/sandbox/start-sandbox.ts';

const { values, positionals } = parseArgs({
  options: { ttl: { type: 'string' } },
  allowPositionals: true,
});
const sandbox = await startSandbox();
const options = values.ttl === undefined ? {} : { ttlMs: Number(values.ttl) };
for (const fault of positionals) await sandbox.inject(fault, options);
console.log(sandbox.directory);
