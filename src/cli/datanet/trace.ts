import { runAttributionTrace } from '../attribution/trace.ts';
import type { RunCommand } from '../command.ts';

/** `weaklink datanet trace DATANET [FILE]`: as `weaklink attribution trace` with that datanet alone. */
export const runDatanetTrace: RunCommand = ([datanet = '', ...file], options, context) =>
  runAttributionTrace(file, { ...options, datanet: [datanet] }, context);
