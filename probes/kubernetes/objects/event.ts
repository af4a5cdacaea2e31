import { z } from 'zod';
import { count, instant, member, metadata, text } from './parts.ts';

export const clusterEvent = z.object({
  metadata,
  type: text,
  reason: text,
  message: text,
  count,
  firstTimestamp: instant,
  lastTimestamp: instant,
  eventTime: instant,
  series: z.object({ count, lastObservedTime: instant }).nullish().catch(null),
  involvedObject: member({ kind: text, name: text, fieldPath: text }),
});
export type ClusterEvent = z.infer<typeof clusterEvent>;
