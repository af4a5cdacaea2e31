#!/usr/bin/env node
import { requireNodeVersion } from './platform/node-version.ts';
/**
 * The entry: one check, one fast answer, then one lazily imported command. It holds no syntax
 * newer than Node 18 knows, so that an old Node gets as far as the message.
 */
import { version } from './platform/version.ts';

requireNodeVersion();
const args = process.argv.slice(2);
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  console.log(version);
} else {
  const { run } = await import('./cli/run.ts');
  await run(args);
}
