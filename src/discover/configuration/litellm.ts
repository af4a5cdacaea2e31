import { z } from 'zod';
import type { NamedFile } from '../context.ts';
import { unreadable } from './problem.ts';
import { readYaml } from './yaml.ts';

/** Where Redis is that names no port. */
const REDIS_PORT = '6379';

export interface Deployment {
  /** The name under which clients ask for it. */
  readonly model: string;
  /** What the vendor or the server calls it, with the vendor before a slash: `openai/gpt-4o-mini`. */
  readonly upstream: string;
  /** Where it is; `os.environ/NAME` where a variable says; undefined for the vendor's usual place. */
  readonly base: string | undefined;
  /** The variable that holds its key. */
  readonly keyVariable: string | undefined;
  readonly region: string | undefined;
  readonly source: string;
}

export interface LitellmConfiguration {
  readonly deployments: readonly Deployment[];
  /** Databases and caches: URLs, or hosts with their ports; each may be `os.environ/NAME`. */
  readonly stores: readonly { readonly text: string; readonly port?: string }[];
}

const text = z.string().optional().catch(undefined);
const schema = z.object({
  model_list: z.array(
    z.object({
      model_name: z.string(),
      litellm_params: z.object({
        model: z.string(),
        ...{ api_base: text, base_url: text, api_key: text, aws_region_name: text },
      }),
    }),
  ),
  general_settings: z.object({ database_url: text }).nullish().catch(null),
  litellm_settings: z
    .object({
      cache_params: z
        .object({ host: text, port: z.coerce.string().optional().catch(undefined) })
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
  router_settings: z
    .object({
      redis_host: text,
      redis_port: z.coerce.string().optional().catch(undefined),
      redis_url: text,
    })
    .nullish()
    .catch(null),
});

/**
 * The models of a LiteLLM proxy and where each is served.
 *
 * @throws WeaklinkError with file and line of what is no such configuration
 */
export function readLitellm({ path, text: content }: NamedFile): LitellmConfiguration {
  const { data, placeOf } = readYaml(path, content);
  const parsed = schema.safeParse(data);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const at = (issue?.path ?? []).filter((one) => typeof one !== 'symbol');
    const line = Number(placeOf(at).split(':').at(-1));
    throw unreadable(path, line, `is no LiteLLM configuration: ${at.join('.')} ${issue?.message}`);
  }
  const { model_list: models, general_settings, litellm_settings, router_settings } = parsed.data;
  const deployments = models.map(({ model_name: model, litellm_params: told }, index) => ({
    model,
    upstream: told.model,
    base: told.api_base ?? told.base_url,
    keyVariable: /^os\.environ\/([A-Za-z_]\w*)$/.exec(told.api_key ?? '')?.[1],
    region: told.aws_region_name,
    source: placeOf(['model_list', index]),
  }));
  const cache = litellm_settings?.cache_params;
  const stores = [
    { text: general_settings?.database_url },
    { text: cache?.host, port: cache?.port ?? REDIS_PORT },
    { text: router_settings?.redis_url },
    { text: router_settings?.redis_host, port: router_settings?.redis_port ?? REDIS_PORT },
  ];
  return {
    deployments,
    stores: stores.flatMap(({ text: told, port }) =>
      told === undefined ? [] : [{ text: told, ...(port === undefined ? {} : { port }) }],
    ),
  };
}
