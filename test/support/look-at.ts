import type { Finding, LookContext, Probe } from '../../probes/probe.ts';
import { lookContext } from './look-context.ts';

/** One look with options as a chain file would state them. */
export function lookAt<Options>(
  probe: Probe<Options>,
  options: unknown,
  context: Partial<LookContext> = {},
): Promise<Finding> {
  return probe.look(probe.options.parse(options), lookContext(context));
}
