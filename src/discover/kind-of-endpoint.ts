import type { LinkKind } from '../chain/types.ts';
import type { EndpointIn } from './endpoint-in.ts';
import { isLoopback } from './machine/scope.ts';

interface Known {
  readonly kind: LinkKind;
  /** What a link of it is called where nothing better is known. */
  readonly id: string;
}

const ports: Readonly<Record<number, Known>> = {
  5432: { kind: 'store', id: 'postgres' },
  6432: { kind: 'store', id: 'pgbouncer' },
  6379: { kind: 'store', id: 'redis' },
  3306: { kind: 'store', id: 'mysql' },
  27017: { kind: 'store', id: 'mongo' },
  11211: { kind: 'store', id: 'memcached' },
  6333: { kind: 'store', id: 'qdrant' },
  6334: { kind: 'store', id: 'qdrant' },
  19530: { kind: 'store', id: 'milvus' },
  9092: { kind: 'store', id: 'kafka' },
  4222: { kind: 'store', id: 'nats' },
  5672: { kind: 'store', id: 'rabbitmq' },
  2379: { kind: 'store', id: 'etcd' },
  9200: { kind: 'store', id: 'elasticsearch' },
  11434: { kind: 'inference-server', id: 'ollama' },
};

const schemes: Readonly<Record<string, Known>> = {
  postgres: { kind: 'store', id: 'postgres' },
  postgresql: { kind: 'store', id: 'postgres' },
  mysql: { kind: 'store', id: 'mysql' },
  mariadb: { kind: 'store', id: 'mysql' },
  redis: { kind: 'store', id: 'redis' },
  rediss: { kind: 'store', id: 'redis' },
  valkey: { kind: 'store', id: 'redis' },
  mongodb: { kind: 'store', id: 'mongo' },
  amqp: { kind: 'store', id: 'rabbitmq' },
  amqps: { kind: 'store', id: 'rabbitmq' },
  nats: { kind: 'store', id: 'nats' },
  memcached: { kind: 'store', id: 'memcached' },
};

/** Hosts of model APIs that everybody knows. */
const vendors =
  /^(?:api\.(?:openai|anthropic|mistral|cohere|deepseek|groq|together|perplexity|x|fireworks)\.(?:com|ai|xyz)|generativelanguage\.googleapis\.com|[\w-]+\.openai\.azure\.com|bedrock-runtime\.[\w-]+\.amazonaws\.com|[\w-]*aiplatform\.googleapis\.com|openrouter\.ai|api\.endpoints\.[\w.]+)$/;

/** What stands at an address that nobody said more about, by its scheme, its port or its name. */
export function kindOfEndpoint({ scheme, host, port, path }: EndpointIn): Known {
  const byScheme = schemes[scheme ?? ''];
  if (byScheme) return byScheme;
  if (vendors.test(host)) return { kind: 'provider', id: host };
  const isWeb = scheme === 'http' || scheme === 'https';
  if (isWeb && /\/v1\/?$/.test(path)) {
    const isPublic = scheme === 'https' && /\.[a-z]{2,}$/.test(host);
    return { kind: isPublic ? 'provider' : 'inference-server', id: host };
  }
  return ports[port] ?? { kind: 'service', id: isLoopback(host) ? `port-${port}` : host };
}
