import { basename } from 'node:path';
import type { LinkKind } from '../../chain/types.ts';

/** A server that is known by its name or by its command line. */
export interface Program {
  /** What its links are called. */
  readonly id: string;
  readonly kind: LinkKind;
  /** As what it is addressed: a web API at this path, or a bare port. */
  readonly path?: string;
  /** True where each port that it listens on is a way in of its own. */
  readonly front?: boolean;
  /** Options that name its port, and the one that it takes without. */
  readonly portOptions?: readonly string[];
  readonly port?: number;
  /** Options that name the models that it serves; the first that is there counts. */
  readonly modelOptions?: readonly string[];
}

interface Known extends Program {
  /** Names of the program, as the kernel or the first argument has them. */
  readonly names: readonly string[];
  /** Or a word of the command line: what an interpreter runs. */
  readonly words?: RegExp;
}

/** Interpreters and launchers: what they run is what counts. */
const interpreters = /^(?:python[\d.]*|node|java|ruby|uv|bash|sh|env|tini|dumb-init)$/;

const known: readonly Known[] = [
  {
    ...{ id: 'vllm', kind: 'inference-server', path: '/v1', port: 8000 },
    ...{ names: ['vllm'], words: /^vllm\.entrypoints\.|(?:^|\/)vllm$/ },
    ...{ portOptions: ['--port'], modelOptions: ['--served-model-name', '--model'] },
  },
  {
    ...{ id: 'sglang', kind: 'inference-server', path: '/v1', port: 30_000 },
    ...{ names: ['sglang'], words: /^sglang\.launch_server$|(?:^|\/)sglang$/ },
    portOptions: ['--port'],
    modelOptions: ['--served-model-name', '--model-path', '--model'],
  },
  {
    ...{ id: 'llama-server', kind: 'inference-server', path: '/v1', port: 8080 },
    ...{ names: ['llama-server'], words: /^llama_cpp\.server$/ },
    portOptions: ['--port'],
    modelOptions: ['--alias', '-a', '--model_alias', '--model', '-m'],
  },
  {
    ...{ id: 'ollama', kind: 'inference-server', path: '/v1', port: 11_434 },
    names: ['ollama'],
  },
  {
    ...{ id: 'tgi', kind: 'inference-server', path: '/v1', port: 3_000 },
    names: ['text-generation-launcher', 'text-generation-router'],
    ...{ portOptions: ['--port', '-p'], modelOptions: ['--model-id'] },
  },
  {
    ...{ id: 'triton', kind: 'inference-server', path: '', port: 8000 },
    ...{ names: ['tritonserver'], portOptions: ['--http-port'] },
  },
  {
    ...{ id: 'lmdeploy', kind: 'inference-server', path: '/v1', port: 23_333 },
    ...{ names: ['lmdeploy'], words: /^lmdeploy(?:\.|$)/, portOptions: ['--server-port'] },
    modelOptions: ['--model-name'],
  },
  {
    ...{ id: 'litellm', kind: 'router', path: '', port: 4000 },
    ...{ names: ['litellm'], words: /(?:^|\/)litellm$|^litellm\.proxy/, portOptions: ['--port'] },
  },
  { id: 'nginx', kind: 'gateway', path: '', front: true, names: ['nginx', 'openresty'] },
  { id: 'haproxy', kind: 'gateway', path: '', front: true, names: ['haproxy'] },
  { id: 'envoy', kind: 'gateway', path: '', front: true, names: ['envoy'] },
  { id: 'traefik', kind: 'gateway', path: '', front: true, names: ['traefik'] },
  { id: 'caddy', kind: 'gateway', path: '', front: true, names: ['caddy'] },
  { id: 'apache', kind: 'gateway', path: '', front: true, names: ['apache2'] },
  { id: 'httpd', kind: 'gateway', path: '', front: true, names: ['httpd', 'lighttpd'] },
  { id: 'postgres', kind: 'store', names: ['postgres', 'postmaster'], port: 5432 },
  { id: 'redis', kind: 'store', names: ['redis-server'], port: 6379 },
  { id: 'valkey', kind: 'store', names: ['valkey-server', 'keydb-server'], port: 6379 },
  { id: 'mysql', kind: 'store', names: ['mysqld', 'mariadbd'], port: 3306 },
  { id: 'mongo', kind: 'store', names: ['mongod', 'mongos'], port: 27_017 },
  { id: 'memcached', kind: 'store', names: ['memcached'], port: 11_211 },
  { id: 'qdrant', kind: 'store', path: '', names: ['qdrant'], port: 6333 },
  { id: 'weaviate', kind: 'store', path: '', names: ['weaviate'], port: 8080 },
  { id: 'chroma', kind: 'store', path: '', names: ['chroma'], port: 8000 },
  { id: 'milvus', kind: 'store', names: ['milvus'], port: 19_530 },
  { id: 'minio', kind: 'store', path: '', names: ['minio'], port: 9000 },
  { id: 'elasticsearch', kind: 'store', path: '', names: [], words: /^org\.elasticsearch\./ },
  { id: 'clickhouse', kind: 'store', names: ['clickhouse-serv', 'clickhouse-server'], port: 9000 },
  { id: 'etcd', kind: 'store', path: '', names: ['etcd'], port: 2379 },
  { id: 'nats', kind: 'store', names: ['nats-server'], port: 4222 },
  { id: 'kafka', kind: 'store', names: [], words: /^kafka\.Kafka$/, port: 9092 },
  { id: 'rabbitmq', kind: 'store', names: [], words: /rabbitmq_server/, port: 5672 },
];

/** What keeps a machine going and is no link of a chain of models, however many ports it opens. */
const housekeeping = new Set([
  ...['sshd', 'dockerd', 'docker-proxy', 'containerd', 'containerd-shim', 'podman', 'conmon'],
  ...['systemd', 'systemd-resolve', 'systemd-resolved', 'systemd-network', 'init', 'rpcbind'],
  ...[
    'cupsd',
    'chronyd',
    'ntpd',
    'avahi-daemon',
    'dnsmasq',
    'named',
    'master',
    'exim4',
    'tailscaled',
  ],
  ...['kubelet', 'kube-proxy', 'rootlessport', 'slirp4netns', 'code-server', 'tmux: server'],
  ...['node_exporter', 'prometheus-node', 'dcgm-exporter', 'nvidia-persiste', 'postgres_export'],
  ...['telegraf', 'otelcol', 'promtail', 'fluent-bit', 'vector', 'grafana', 'alertmanager'],
  ...['prometheus', 'blackbox_export', 'prometheus-blac', 'ssh', 'sudo'],
]);

/** @param name as the kernel has it, at most 15 characters */
export function programOf(name: string, argv: readonly string[]): Program | undefined {
  const first = basename((argv[0] ?? '').split(' ', 1)[0] ?? '').replace(/:$/, '');
  const named = known.find(({ names }) => names.some((one) => isNamed(one, name, first)));
  if (named) return named;
  if (!interpreters.test(first)) return undefined;
  return known.find(({ words }) => words && argv.slice(1).some((word) => words.test(word)));
}

/** nginx and PostgreSQL rewrite their command lines; a script keeps the name of its interpreter. */
function isNamed(one: string, name: string, first: string): boolean {
  return first === one || (name === one.slice(0, 15) && !interpreters.test(first));
}

export function isHousekeeping(name: string, argv: readonly string[]): boolean {
  const first = basename((argv[0] ?? '').split(' ', 1)[0] ?? '').replace(/:$/, '');
  return housekeeping.has(name) || housekeeping.has(first);
}

/** The value of the first of these options: `--port 8000`, `--port=8000`. */
export function optionOf(argv: readonly string[], names: readonly string[]): string | undefined {
  for (const name of names) {
    const index = argv.indexOf(name);
    const next = argv[index + 1];
    if (index >= 0 && next !== undefined && !next.startsWith('-')) return next;
    const joined = argv.find((word) => name.startsWith('--') && word.startsWith(`${name}=`));
    if (joined !== undefined) return joined.slice(name.length + 1);
  }
  return undefined;
}

/** The port that it serves on by its command line, or by habit; undefined where neither says. */
export function servingPort(program: Program, argv: readonly string[]): number | undefined {
  const stated = Number(optionOf(argv, program.portOptions ?? []) ?? Number.NaN);
  return Number.isInteger(stated) ? stated : program.port;
}

/** The names under which it serves models; of a path, its last part. */
export function modelsOf(program: Program, argv: readonly string[]): readonly string[] {
  const told = optionOf(argv, program.modelOptions ?? []) ?? servedPositionally(program, argv);
  return told === undefined ? [] : [told.replace(/\/+$/, '')];
}

/** `vllm serve NAME`, which needs no option. */
function servedPositionally({ id }: Program, argv: readonly string[]): string | undefined {
  const next = argv[argv.indexOf('serve') + 1];
  const isServing = id === 'vllm' && argv.includes('serve');
  return isServing && next !== undefined && !next.startsWith('-') ? next : undefined;
}
