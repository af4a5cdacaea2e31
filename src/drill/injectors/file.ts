import { z } from 'zod';
import type { Injector } from '../injector.ts';
import { fileActionOf } from './file/actions.ts';
import { refuse } from './file/allowed-directory.ts';
import { type FileFault, fileFaultOptions } from './file/options.ts';

const planSchema = z.object({
  action: z.enum(['fill', 'read-only', 'corrupt']),
  details: z.record(z.string(), z.unknown()),
});

/** Faults of files, in directories whose owner allows them. */
export const fileInjector: Injector<FileFault> = {
  kind: 'file',
  options: fileFaultOptions,
  partial: false,

  explain: (options) => fileActionOf(options.action).explain(options),
  preflight: (options, world) => fileActionOf(options.action).missing(options, world),

  async plan({ options }, world) {
    const action = fileActionOf(options.action);
    refuse(await action.missing(options, world));
    return { action: options.action, details: await action.plan(options) };
  },

  async inject(_request, plan, _world, signal) {
    const { action, details } = planSchema.parse(plan);
    await fileActionOf(action).inject(details, signal);
  },

  async undo(plan) {
    const { action, details } = planSchema.parse(plan);
    await fileActionOf(action).undo(details);
  },

  async verify(plan) {
    const { action, details } = planSchema.parse(plan);
    return fileActionOf(action).verify(details);
  },
};
