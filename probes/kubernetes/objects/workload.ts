import { z } from 'zod';
import { condition, count, flag, list, member, metadata, text, words } from './parts.ts';
import { podSpec } from './pod.ts';

const requirement = z.object({ key: z.string(), operator: text, values: list(z.string()) });

/** A Deployment, StatefulSet or DaemonSet; what one of them does not have is empty. */
export const workload = z.object({
  metadata,
  spec: member({
    replicas: z.number().nullish().catch(null),
    paused: flag,
    selector: member({ matchLabels: words, matchExpressions: list(requirement) }),
    template: member({ metadata, spec: podSpec }),
  }),
  status: member({
    observedGeneration: count,
    replicas: count,
    readyReplicas: count,
    availableReplicas: z.number().nullish().catch(null),
    updatedReplicas: count,
    updateRevision: text,
    desiredNumberScheduled: z.number().nullish().catch(null),
    numberReady: count,
    numberAvailable: count,
    updatedNumberScheduled: count,
    conditions: list(condition),
  }),
});
export type Workload = z.infer<typeof workload>;
export type Requirement = z.infer<typeof requirement>;

/** The selector in the form in which a list is asked for it. */
export function selectorText({ matchLabels, matchExpressions }: Workload['spec']['selector']) {
  const equal = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const sets = matchExpressions.map(({ key, operator, values }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'NotIn' ? 'notin' : 'in'} (${values.join(',')})`;
  });
  return [...equal, ...sets].join(',');
}
