/** A console that a test may kill: starts a sandbox, tells where it is, and waits. */
import { startSandbox } from '../../../src/sandbox/start-sandbox.ts';

const sandbox = await startSandbox();
for (const fault of process.argv.slice(2)) await sandbox.inject(fault);
console.log(sandbox.directory);
