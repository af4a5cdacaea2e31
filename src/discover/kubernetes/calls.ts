import type { ContainerSpec } from '../../../probes/kubernetes/objects/pod.ts';

/** A variable of a container that names something that it calls. Of its value, host and port alone. */
export interface Call {
  readonly variable: string;
  readonly host: string;
  readonly port: number;
}

/** Variables of one container that are read. */
const MOST_VARIABLES = 256;
const MOST_CHARACTERS = 2_048;

/** Ports of schemes that name none. */
const ports: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'postgres:': 5_432,
  'postgresql:': 5_432,
  'redis:': 6_379,
  'rediss:': 6_379,
  'mysql:': 3_306,
  'mongodb:': 27_017,
  'amqp:': 5_672,
  'nats:': 4_222,
  'grpc:': 443,
};

/** Names that are about the program itself, who watches it, or where browsers find it. */
const aside =
  /PROXY$|OTEL|SENTRY|JAEGER|ZIPKIN|WEBHOOK|CALLBACK|PUBLIC|SITE_|ORIGIN|CORS|LISTEN|BIND|KUBERNETES_/;

/**
 * What the variables say that a container calls: URLs, and `host:port` where the name speaks of an
 * address. Values may hold passwords: only host and port leave this function.
 */
export function callsOf({ env }: Pick<ContainerSpec, 'env'>): readonly Call[] {
  return env.slice(0, MOST_VARIABLES).flatMap(({ name, value }): readonly Call[] => {
    if (aside.test(name.toUpperCase()) || value.length > MOST_CHARACTERS) return [];
    const endpoint = fromUrl(value) ?? (isAddress.test(name) ? fromPair(value) : undefined);
    return endpoint ? [{ variable: name, ...endpoint }] : [];
  });
}

const isAddress = /(?:URL|URI|ENDPOINT|BASE|ADDR|ADDRESS|HOST|SERVER|BROKER)S?$/i;

function fromUrl(text: string): Omit<Call, 'variable'> | undefined {
  const plain = text.replace(/^([a-z]+)\+[a-z0-9]+:/i, '$1:');
  if (!/^[a-z]+:\/\//i.test(plain) || !URL.canParse(plain)) return undefined;
  const { hostname, port, protocol } = new URL(plain);
  const number = port === '' ? ports[protocol] : Number(port);
  const isName = /^[\w.-]+$/.test(hostname);
  return number !== undefined && isName
    ? { host: hostname.toLowerCase(), port: number }
    : undefined;
}

function fromPair(text: string): Omit<Call, 'variable'> | undefined {
  const [, host, port] = /^([\w.-]+):(\d{1,5})$/.exec(text) ?? [];
  return host && port ? { host: host.toLowerCase(), port: Number(port) } : undefined;
}

/** `qdrant`, `qdrant.llm`, `qdrant.llm.svc.cluster.local` → the service that it names inside a cluster. */
export function serviceNamed(
  host: string,
  namespace: string,
): { readonly namespace: string; readonly name: string } | undefined {
  const parts = host.replace(/\.$/, '').split('.');
  const [name = '', second, third] = parts;
  if (parts.length === 1) return { name, namespace };
  if (second !== undefined && (parts.length === 2 || third === 'svc')) {
    return { name, namespace: second };
  }
  return undefined;
}
