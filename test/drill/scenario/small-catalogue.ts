import { z } from 'zod';
import { probes } from '../../../probes/registry.ts';
import type { ScenarioCatalogue } from '../../../src/drill/scenario/catalogue.ts';

/** Few faults and injectors, so that what the loader says does not change with every one that is added. */
export const smallCatalogue: ScenarioCatalogue = {
  probes: { dns: probes.dns, http: probes.http, tcp: probes.tcp },
  faults: [
    { name: 'replica-a-kill', link: 'replica-a', mode: 'service.crashed', title: 'is killed' },
    { name: 'gpu-a-lost', link: 'gpu-a', mode: 'gpu.lost', title: 'falls off the bus' },
  ],
  injectors: {
    sandbox: { options: z.strictObject({ fault: z.string() }), partial: false },
    tcp: {
      options: z.strictObject({
        proxy: z.string(),
        toxic: z.enum([
          'latency',
          'timeout',
          'down',
          'bandwidth',
          'slow_close',
          'slicer',
          'limit_data',
        ]),
        toxiproxy: z.string().optional(),
        stream: z.enum(['upstream', 'downstream']).optional(),
        latency: z.number().optional(),
        jitter: z.number().optional(),
        rate: z.number().optional(),
        delay: z.number().optional(),
        timeout: z.number().optional(),
        average_size: z.number().optional(),
        size_variation: z.number().optional(),
        bytes: z.number().optional(),
      }),
      partial: true,
    },
    process: { options: z.strictObject({ process: z.string() }), partial: false },
  },
};
