import type { LinkKind } from '../../../src/chain/types.ts';

/** Kinds of link that a service of Compose may be. */
export type ServiceKind = Extract<
  LinkKind,
  'gateway' | 'router' | 'inference-server' | 'store' | 'service'
>;

/**
 * What the last part of an image's name says it is; what is not here is a service like any other. By
 * well-known images only: a guess would give a link the wrong ways to break.
 */
const kinds: readonly (readonly [ServiceKind, RegExp])[] = [
  [
    'inference-server',
    /^(?:vllm-openai|vllm|text-generation-inference|text-embeddings-inference|sglang|ollama|tritonserver|llama\.cpp|localai|lmdeploy|tabbyapi|aphrodite-openai|mii|nim-.+)$/,
  ],
  ['router', /^(?:litellm|litellm-database|semantic-router|portkey-gateway|openrouter|bifrost)$/],
  [
    'gateway',
    /^(?:nginx|traefik|haproxy|caddy|envoy|kong|apisix|openresty|httpd|nginx-unprivileged)$/,
  ],
  [
    'store',
    /^(?:postgres|postgresql|pgvector|mysql|mariadb|mongo|redis|valkey|keydb|memcached|minio|qdrant|weaviate|chroma|milvus|elasticsearch|opensearch|clickhouse-server|clickhouse|cassandra|nats|kafka|rabbitmq|etcd)$/,
  ],
];

/** Kinds and images that speak HTTP on the port that they publish. */
const speaksHttp = /^(?:minio|qdrant|weaviate|chroma|elasticsearch|opensearch)$/;

export function kindOfImage(image: string): ServiceKind {
  const name = bareName(image);
  return kinds.find(([, names]) => names.test(name))?.[0] ?? 'service';
}

/** The address of a published port, as the kind calls for it. */
export function addressOf(image: string, host: string, port: number): string {
  const kind = kindOfImage(image);
  const isWeb = kind === 'gateway' || kind === 'router' || speaksHttp.test(bareName(image));
  if (kind === 'inference-server') return `http://${host}:${port}/v1`;
  return isWeb ? `http://${host}:${port}` : `${host}:${port}`;
}

/** `vllm-openai` of `docker.io/vllm/vllm-openai:v0.12.0@sha256:…`. */
function bareName(image: string): string {
  const path = image.split('@', 1)[0] ?? '';
  const last = path.split('/').at(-1) ?? '';
  return (last.split(':', 1)[0] ?? '').toLowerCase();
}
