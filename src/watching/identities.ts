import type { Fact } from '../events/types.ts';

/** A fact of a look that says what the link *is*: when it changes, somebody changed something. */
export interface Identity {
  /** As change events call it. */
  readonly what: string;
  /** The fact that is compared: its name, or for facts of several things (cards, files) a pattern whose group is the thing. */
  readonly fact: string | RegExp;
  /** Facts that tell the value to a person; the first that differs is shown. Default: the compared one. */
  readonly shown?: readonly string[];
  /** Only looks that find nothing wrong tell it: a lost card or a crash is a symptom, no change. */
  readonly whenWell?: true;
  /** Several values take turns by nature, as the answers of a name server do. */
  readonly rotates?: true;
}

const certificate: readonly Identity[] = [
  {
    what: 'certificate.serial',
    fact: 'certificate.fingerprint',
    shown: ['certificate.serial', 'certificate.not_after', 'certificate.fingerprint'],
  },
  { what: 'certificate.issuer', fact: 'certificate.issuer' },
];
/** The limit itself; what is left of it and when it begins anew change with every request. */
const quota: Identity = {
  what: 'quota',
  fact: /^http\.((?:x-|anthropic-)?ratelimit-(?:(?:\w+-)?limit(?:-[\w-]+)?|[\w-]+-limit))$/,
};
/** Of a cloud and of a namespace: what is allowed. What is used of it changes with every machine. */
const allowed: readonly Identity[] = [
  { what: 'quota', fact: /^(?:quota\.limit|k8s\.quota) (.+)$/ },
];
/** A proxy that answers in place of the server has another name: only a good answer is the server's. */
const version: Identity = { what: 'service.version', fact: 'http.server', whenWell: true };

/** What a store is and what shape its data have. */
const stored: readonly Identity[] = [
  ...certificate,
  { what: 'store.version', fact: 'store.version' },
  { what: 'store.role', fact: 'store.role' },
  { what: 'store.schema', fact: 'store.schema' },
  { what: 'store.manifest', fact: 'store.manifest' },
];

/** By kind of probe. A new identity is one line here, and where it is new one fact in the probe. */
export const identities: Readonly<Record<string, readonly Identity[]>> = {
  dns: [
    { what: 'dns.answer', fact: 'dns.answer', rotates: true },
    { what: 'dns.cname', fact: 'dns.cname', rotates: true },
  ],
  tls: certificate,
  http: [...certificate, quota, version, { what: 'flag', fact: /^watched\.(.+)$/ }],
  openai: [
    ...certificate,
    quota,
    { what: 'model.served', fact: 'llm.model' },
    { what: 'model.revision', fact: 'llm.fingerprint' },
    { what: 'model.root', fact: 'llm.root' },
    { what: 'model.context', fact: 'llm.context' },
    // Of a question that is always the same: another right answer is another model, a wrong one a symptom.
    { what: 'model.answer', fact: 'llm.answer', shown: ['llm.text', 'llm.answer'], whenWell: true },
    { what: 'model.tokenizer', fact: 'llm.prompt_count', whenWell: true },
    { what: 'service.version', fact: 'http.server', whenWell: true },
  ],
  // A server that is down or loading tells of less, and has not changed by that.
  modelserver: [
    ...certificate,
    { what: 'service.version', fact: 'server.version', whenWell: true },
    { what: 'model.served', fact: 'server.models', whenWell: true },
    { what: 'model.adapters', fact: 'server.adapters', whenWell: true },
    { what: 'model.root', fact: 'server.root' },
    { what: 'model.revision', fact: 'server.revision' },
    { what: 'model.context', fact: 'server.context', whenWell: true },
    { what: 'model.tokenizer', fact: 'server.tokenizer' },
    { what: 'model.template', fact: 'server.chat_template' },
  ],
  docker: [
    {
      what: 'container.image',
      fact: 'container.image_id',
      shown: ['container.image', 'container.image_digest', 'container.image_id'],
    },
    { what: 'container.start', fact: 'container.started', whenWell: true },
    { what: 'container.config', fact: 'container.config' },
    { what: 'container.memory_limit', fact: 'container.memory_limit_bytes' },
    { what: 'container.cpus', fact: 'container.cpus' },
    { what: 'container.shm', fact: 'container.shm_bytes' },
    { what: 'container.gpus', fact: 'container.gpus' },
    { what: 'container.mounts', fact: 'container.mounts' },
    { what: 'container.ports', fact: 'container.ports', whenWell: true },
    { what: 'container.compose', fact: 'container.compose_config' },
    { what: 'container.networks', fact: 'container.networks' },
  ],
  kubernetes: [
    { what: 'container.image', fact: /^k8s\.digest\.((?!.*\.mixed$).+)$/ },
    { what: 'container.rollout', fact: 'k8s.revision' },
    { what: 'container.config', fact: 'k8s.spec' },
    { what: 'container.replicas', fact: 'k8s.replicas' },
    { what: 'host.kernel', fact: 'k8s.kernel' },
    { what: 'host.boot', fact: 'k8s.boot' },
    { what: 'host.kubelet', fact: 'k8s.kubelet' },
    { what: 'gpu.driver', fact: 'k8s.gpu_driver' },
    { what: 'gpu.count', fact: /^k8s\.allocatable\.(.+)$/, whenWell: true },
    ...allowed,
  ],
  aws: allowed,
  gcp: allowed,
  azure: allowed,
  process: [
    { what: 'process.start', fact: 'pid', shown: ['startedAt', 'pid'], whenWell: true },
    { what: 'process.command', fact: 'commandLine' },
  ],
  gpu: [
    { what: 'gpu.driver', fact: 'driver' },
    { what: 'gpu.cuda', fact: 'cuda' },
    { what: 'gpu.count', fact: 'gpus', whenWell: true },
    { what: 'gpu.vbios', fact: /^(?:gpu|(.+))\.vbios$/ },
    { what: 'gpu.mig', fact: /^(?:gpu|(.+))\.mig$/ },
    { what: 'gpu.ecc', fact: /^(?:gpu|(.+))\.ecc$/ },
    { what: 'gpu.compute_mode', fact: /^(?:gpu|(.+))\.compute_mode$/ },
  ],
  host: [
    { what: 'host.kernel', fact: 'kernel' },
    { what: 'host.cores', fact: 'cores' },
    { what: 'host.boot', fact: 'bootId' },
    { what: 'host.mtu', fact: /^mtu (.+)$/ },
  ],
  // Only of a key that was accepted: known_hosts lists another one than before.
  ssh: [{ what: 'ssh.host_key', fact: 'ssh.host_key.fingerprint', whenWell: true }],
  postgres: stored,
  redis: stored,
  objectstore: [...certificate, version],
  vectorstore: stored,
  dataset: stored,
  file: [{ what: 'file.content', fact: /^sha256 (.+)$/ }],
};

/** One identity as one look told it. */
export interface Told {
  readonly identity: Identity;
  /** As change events call it, with the thing where there may be several: `flag search.beta`. */
  readonly what: string;
  readonly value: string;
  /** What a person is told, in the order in which it is preferred. */
  readonly shown: readonly string[];
}

/**
 * The identities that a look told; a fact that is missing or null tells none.
 *
 * @param among those that are asked for; by default those of the probe
 */
export function identitiesIn(
  probe: string,
  isWell: boolean,
  facts: Readonly<Record<string, Fact>>,
  among: readonly Identity[] = identities[probe] ?? [],
): readonly Told[] {
  const told: Told[] = [];
  for (const identity of among) {
    if (identity.whenWell && !isWell) continue;
    for (const [fact, thing] of namesOf(identity, facts)) {
      const value = textOf(facts[fact]);
      if (value === null) continue;
      const what = thing === '' ? identity.what : `${identity.what} ${thing}`;
      const shown = identity.shown?.map((name) => textOf(facts[name]) ?? '') ?? [value];
      told.push({ identity, what, value, shown });
    }
  }
  return told;
}

type Named = readonly [fact: string, thing: string];

function namesOf({ fact }: Identity, facts: Readonly<Record<string, Fact>>): readonly Named[] {
  if (typeof fact === 'string') return [[fact, '']];
  return Object.keys(facts).flatMap((name): readonly Named[] => {
    const match = fact.exec(name);
    return match ? [[name, match[1] ?? '']] : [];
  });
}

function textOf(fact: Fact | undefined): string | null {
  return fact === undefined || fact === null || fact === '' ? null : String(fact);
}
