import type { LinkKind } from '../chain/types.ts';
import { addressFrom, endpointIn, needFrom } from './endpoint-in.ts';
import { kindOfEndpoint } from './kind-of-endpoint.ts';
import type { Scope } from './machine/scope.ts';
import type { Guess, Sureness } from './types.ts';

/** A variable that names something that its program calls. */
export interface NamedEndpoint {
  readonly variable: string;
  /** An address or a mark, without any secret. */
  readonly need: string;
  readonly sure: Sureness;
  /** What its scheme says that stands there: a store, where it is one of a store. */
  readonly thing: { readonly kind: LinkKind; readonly id: string };
}

/** Variables read of one process. */
const MOST_VARIABLES = 512;

/** Names that say what is called; other URLs may be for browsers, or its own address. */
const calls =
  /(?:^|_)(?:DATABASE|DB|POSTGRES(?:QL)?|PG|PGHOST|REDIS|VALKEY|CACHE|MYSQL|MONGO(?:DB)?|QDRANT|WEAVIATE|CHROMA|MILVUS|ELASTIC(?:SEARCH)?|OPENSEARCH|CLICKHOUSE|MINIO|S3|AMQP|RABBITMQ|BROKER|CELERY|NATS|KAFKA|OPENAI|ANTHROPIC|AZURE|GEMINI|LITELLM|VLLM|OLLAMA|SGLANG|TGI|LLM|MODEL|EMBEDDINGS?|RERANK(?:ER)?|INFERENCE|UPSTREAM|BACKEND|GATEWAY|PROXY_TO|API)(?:_|$)/;
const isAddress =
  /(?:URL|URI|ENDPOINT|BASE|DSN|ADDR|ADDRESS|HOST|BROKERS?|SERVERS?|CONN(?:ECTION)?)$/;
/** About the program itself, its proxies and who watches it: nothing that its answers need. */
const aside =
  /PROXY$|OTEL|SENTRY|JAEGER|ZIPKIN|WEBHOOK|CALLBACK|PUBLIC|SITE|ORIGIN|CORS|LISTEN|BIND|HOMEPAGE|DOCKER_|KUBERNETES_|REGISTRY|INDEX_URL|PIP_|NPM_|PASSWORD|SECRET|TOKEN|_KEY$/;

/** Kinds of thing that a scheme alone tells. */
const dataSchemes =
  /^(?:postgres|postgresql|redis|rediss|valkey|mysql|mariadb|mongodb|amqp|amqps|nats)$/;

/**
 * What the environment of a program says that it calls: host and port alone. Values with passwords
 * are read for their host; nothing else of them is kept.
 *
 * @param lines `NAME=value`, as /proc and Docker have them
 */
export function endpointsOfEnvironment(
  lines: readonly string[],
  scope: Scope,
): readonly NamedEndpoint[] {
  const variables = new Map(
    lines.slice(0, MOST_VARIABLES).map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, Math.max(at, 0)), line.slice(at + 1)] as const;
    }),
  );
  const found = [...variables].flatMap(([variable, value]): readonly NamedEndpoint[] => {
    const name = variable.toUpperCase();
    if (aside.test(name)) return [];
    const text = textOf(name, value, variables);
    const endpoint = endpointIn(text);
    if (!endpoint) return [];
    const isTold =
      dataSchemes.test(endpoint.scheme ?? '') || (calls.test(name) && isAddress.test(name));
    const need = needFrom(endpoint.scheme === undefined ? text : addressFrom(endpoint), scope);
    return isTold && need !== undefined
      ? [{ variable, need, sure: 'likely', thing: kindOfEndpoint(endpoint) }]
      : [];
  });
  return found.toSorted((a, b) => (a.variable < b.variable ? -1 : 1));
}

/** The value itself, or with the port that a variable beside it names: PGHOST with PGPORT. */
function textOf(name: string, value: string, all: ReadonlyMap<string, string>): string {
  if (!name.endsWith('HOST') || /[:/]/.test(value)) return value;
  const port = all.get(name.replace(/HOST$/, 'PORT')) ?? (name === 'PGHOST' ? '5432' : undefined);
  return port === undefined ? value : `${value}:${port}`;
}

/** What stands at the ends of such needs, where a scheme says more than a port would. */
export function thingsNamed(all: readonly NamedEndpoint[], source: string): readonly Guess[] {
  return all
    .filter(({ thing }) => thing.kind !== 'service')
    .map(({ variable, need, thing }) => ({
      ...thing,
      address: need,
      needs: [],
      why: `${variable} of ${source} names it`,
      source,
      sure: 'guess',
      onlyIfNeeded: true,
    }));
}
