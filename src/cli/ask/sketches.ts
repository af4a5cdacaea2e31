import type { SeriesSketch } from '../../diagnosis/asking/candidates.ts';
import type { PlannedLook } from '../../probing/plan.ts';

/** A planned look, as far as the diagnosis must know it before it has looked. */
export function sketchOf({
  link,
  probe,
  stream,
  vantage,
  reach,
  model,
}: PlannedLook): SeriesSketch {
  return {
    link,
    probe,
    key: stream,
    vantage,
    reach,
    ...(model === undefined ? {} : { model }),
  };
}
