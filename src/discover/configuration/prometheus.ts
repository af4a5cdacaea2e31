import { z } from 'zod';
import type { NamedFile } from '../context.ts';
import { unreadable } from './problem.ts';
import { readYaml } from './yaml.ts';

export interface Target {
  readonly job: string;
  /** `10.0.0.7:8000`. */
  readonly address: string;
  readonly source: string;
}

const schema = z.object({
  scrape_configs: z.array(
    z.object({
      job_name: z.string(),
      static_configs: z
        .array(z.object({ targets: z.array(z.string()) }))
        .nullish()
        .catch(null),
    }),
  ),
});

/**
 * Targets that a Prometheus configuration names; those that it finds while it runs, its API tells.
 *
 * @throws WeaklinkError with file and line of what is no such configuration
 */
export function readPrometheus({ path, text }: NamedFile): readonly Target[] {
  const { data, placeOf } = readYaml(path, text);
  const parsed = schema.safeParse(data);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const at = (issue?.path ?? []).filter((one) => typeof one !== 'symbol');
    const line = Number(placeOf(at).split(':').at(-1));
    throw unreadable(
      path,
      line,
      `is no Prometheus configuration: ${at.join('.')} ${issue?.message}`,
    );
  }
  return parsed.data.scrape_configs.flatMap(({ job_name: job, static_configs: groups }, index) =>
    (groups ?? []).flatMap(({ targets }, group) =>
      targets.map((address) => ({
        job,
        address,
        source: placeOf(['scrape_configs', index, 'static_configs', group]),
      })),
    ),
  );
}
