#!/usr/bin/env node
/**
 * The entry: one check, one fast answer, then one lazily imported command. It holds no syntax
 * newer than Node 18 knows, so that an old Node gets as far as the message.
 */
import { requireNodeVersion } from './platform/node-version.ts';

requireNodeVersion();
const { run } = await import('./cli/run.ts');
await run(process.argv.slice(2));
