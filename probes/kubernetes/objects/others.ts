import { z } from 'zod';
import { condition, count, list, member, metadata, text } from './parts.ts';

const amounts = z.record(z.string(), z.coerce.string()).catch({});

export const claim = z.object({
  metadata,
  spec: member({
    storageClassName: text,
    volumeName: text,
    resources: member({ requests: amounts }),
  }),
  status: member({ phase: text, capacity: amounts, conditions: list(condition) }),
});
export type Claim = z.infer<typeof claim>;

export const quota = z.object({ metadata, status: member({ hard: amounts, used: amounts }) });
export type Quota = z.infer<typeof quota>;

export const autoscaler = z.object({
  metadata,
  spec: member({
    scaleTargetRef: member({ kind: text, name: text }),
    minReplicas: z.number().nullish().catch(null),
    maxReplicas: count,
  }),
  status: member({ currentReplicas: count, desiredReplicas: count, conditions: list(condition) }),
});
export type Autoscaler = z.infer<typeof autoscaler>;

/** KServe. */
export const inferenceService = z.object({
  metadata,
  spec: member({ predictor: member({ minReplicas: z.number().nullish().catch(null) }) }),
  status: member({
    url: text,
    conditions: list(condition),
    components: z.record(z.string(), z.unknown()).catch({}),
    modelStatus: member({
      transitionStatus: text,
      states: member({ activeModelState: text, targetModelState: text }),
      copies: z
        .object({ failedCopies: count, totalCopies: z.number().nullish().catch(null) })
        .nullish()
        .catch(null),
      lastFailureInfo: z
        .object({ reason: text, message: text, location: text })
        .nullish()
        .catch(null),
    }),
  }),
});
export type InferenceService = z.infer<typeof inferenceService>;
