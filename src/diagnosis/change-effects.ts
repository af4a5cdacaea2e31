/** What a change of one thing can break, and how it is spoken of. */
export interface ChangeEffect {
  /** `the certificate`; null where the link itself is what was changed. */
  readonly noun: string | null;
  readonly verb: string;
  /** Whether what answers requests was started anew, and needs a while until it does. */
  readonly startsAnew: boolean;
  /** Whether it can bring about a mode of the link that changed. */
  causes(mode: string): boolean;
  /** Whether it can bring about a mode of a link that directly needs the one that changed. */
  causesAbove(mode: string): boolean;
}

const of = (...families: readonly string[]) => new RegExp(`^(?:${families.join('|')})`);

/** Everything but what wears out, ends by its date or is somebody else's. */
const software =
  /^(?!gpu\.(?:ecc|lost|pcie|row_remap|throttled|nvlink)|host\.(?:card_flaps|stolen)|certificate\.expir)/;
/** What the software that answers requests can suffer from. */
const answering = of(
  'service|auth|quota|secret|gateway|router|model|filter|engine|stream|usage|cache|tokenizer',
  'weights|adapter|store|vector|datanet|attribution|billing|file',
);
const runtimes = of('container', 'image', 'process', 'engine');
const restarts = of('container', 'process', 'engine', 'service', 'model', 'weights', 'cache');
const certificates = of('certificate', 'service\\.(?:certificate|rejected)');
const names = of('dns', 'network', 'service\\.(?:name_fails|unreachable|misrouted|certificate)');
const cards = of(
  'gpu\\.(?:driver|missing|unreadable|mig|application|memory|fabric|tool|persistence|xid)',
  'engine|container\\.no_gpu|image\\.driver',
);
const machines = of(
  'host',
  'network',
  'process',
  'container',
  'gpu\\.(?:driver|missing|unreadable)',
);
const models = of(
  'model|filter|engine|stream|usage|cache|tokenizer|weights|adapter|vector|billing\\.price',
  // Of an embedder, a reranker or a guard.
  'service\\.(?:wrong_answer|errors|slow)',
);
const quotas = of(
  'quota',
  'auth',
  'service\\.(?:rejected|overloaded)',
  'gateway\\.cooldown',
  'host\\.not_to_be_had',
  'container\\.(?:unplaced|at_scale_limit)',
);
const settings = /^(?!gpu\.|dns\.|certificate\.)/;
/** What a program that is started in another way can suffer from, and its container with it. */
const started = of(
  'container\\.(?:exited|restart_loop|unhealthy|starting|start_refused|secret_missing|check_too_strict)',
  'container\\.(?:port_taken|gpu_memory|oom_killed|memory_tight)',
  'process|engine|service|auth|quota|secret|gateway|router|model|filter|stream|usage|cache',
  'tokenizer|weights|adapter|store|vector|file',
);
const memory = of(
  'container\\.(?:oom_killed|memory_tight|exited|restart_loop|unhealthy)',
  'process\\.(?:oom_killed|gone|restarting)',
  'engine\\.(?:oom_killed|dead)|service\\.(?:crashed|slow)',
);
const processors = of(
  'container\\.(?:cpu_limit|starting|unhealthy|check_too_strict)',
  'process\\.starved|engine\\.overloaded|service\\.(?:slow|overloaded)',
);
const sharedMemory = of(
  'container\\.(?:shared_memory|exited|restart_loop)',
  'process\\.gone|engine\\.dead|service\\.crashed',
);
const mounted = of(
  'container\\.(?:mount_missing|no_space|exited|restart_loop|start_refused|secret_missing|unhealthy)',
  'file|weights|adapter|model|tokenizer|store|vector|datanet',
  'process\\.(?:gone|restarting)|engine\\.dead|service\\.(?:crashed|errors|misrouted)',
);
const nothing = /^(?!)/;
/** After these a program begins, and needs a while until it answers: a container is made anew for most of them. */
const startsAnew =
  /^(?:container\.(?:(?:re)?start|rollout|create|(?:image|gpus|memory_limit|cpus|shm|mounts|program|flag|argument|env)\b)|process\.start)/;

/** The first line that fits what was changed. */
const table: readonly (readonly [
  what: RegExp,
  noun: string | null,
  verb: string,
  own: RegExp,
  above: RegExp,
])[] = [
  [
    /^certificate\.issuer\b/,
    'the issuer of the certificate',
    'changed',
    certificates,
    certificates,
  ],
  [/^certificate\b/, 'the certificate', 'changed', certificates, certificates],
  [/^dns\.cname\b/, 'the alias of the name', 'changed', names, names],
  [/^dns\.answer\b/, 'the DNS answer', 'changed', names, names],
  [/^dns\./, 'the name', 'changed', names, names],
  [/^container\.image\b/, 'the image', 'changed', software, answering],
  [/^container\.(?:re)?start/, null, 'was restarted', restarts, answering],
  [
    /^container\.gpus\b/,
    'the GPUs of the container',
    'changed',
    of('container', 'engine', 'gpu'),
    answering,
  ],
  [/^container\.create\b/, 'the container', 'was made anew', software, answering],
  [/^container\.rollout\b/, 'the release', 'was rolled out', software, answering],
  [
    /^container\.replicas\b/,
    'the number of replicas',
    'changed',
    of('container', 'engine', 'service'),
    answering,
  ],
  [/^container\.kill\b/, 'the container', 'was sent a signal', of('container', 'process'), nothing],
  [/^container\.pause\b/, 'the container', 'was paused', of('container\\.paused'), answering],
  [/^container\.destroy\b/, 'the container', 'was removed', of('container', 'image'), answering],
  [
    /^container\.network\b/,
    'a network of the container',
    'changed',
    of('container\\.(?:disconnected|port)'),
    answering,
  ],
  [/^container\.memory_limit\b/, 'the memory limit', 'changed', memory, answering],
  [/^container\.cpus\b/, 'the processor limit', 'changed', processors, answering],
  [/^container\.shm\b/, 'the shared memory', 'changed', sharedMemory, answering],
  [/^container\.mounts\b/, 'what is mounted', 'changed', mounted, answering],
  [/^container\.mount\b/, 'the mount', 'changed', mounted, answering],
  [/^(?:container|process)\.program\b/, 'the program', 'changed', started, answering],
  [/^(?:container|process)\.flag\b/, 'the flag', 'changed', started, answering],
  [/^(?:container|process)\.argument\b/, 'the argument', 'changed', started, answering],
  [/^(?:container|process)\.env\b/, 'the variable', 'changed', started, answering],
  [/^(?:container|process)\.configuration\b/, 'the file', 'changed', started, answering],
  // How it fared, and not what anybody changed: told, and no cause of anything.
  [/^container\.die\b/, 'the container', 'ended', nothing, nothing],
  [/^container\.oom\b/, 'the container', 'ran out of memory', nothing, nothing],
  [/^container\.health\b/, 'the health of the container', 'changed', nothing, nothing],
  [/^container\.exec\b/, 'the container', 'was entered', nothing, nothing],
  [/^container\.unpause\b/, 'the container', 'goes on', nothing, nothing],
  [/^image\./, 'the image', 'was fetched', of('image'), nothing],
  [/^container\./, 'the container', 'was configured anew', settings, answering],
  [/^process\.start\b/, null, 'was restarted', restarts, answering],
  [/^process\.command\b/, 'the command line', 'changed', settings, answering],
  [/^gpu\.driver\b/, 'the driver', 'changed', cards, runtimes],
  [/^gpu\.cuda\b/, 'the CUDA version', 'changed', cards, runtimes],
  [/^gpu\.mig\b/, 'the MIG layout', 'changed', cards, runtimes],
  [/^gpu\.count\b/, 'the number of cards', 'changed', cards, runtimes],
  [/^gpu\./, 'the card', 'was configured anew', cards, runtimes],
  [/^model\.adapters\b/, 'the list of adapters', 'changed', of('adapter', 'model'), models],
  [/^model\.tokenizer\b/, 'the tokenizer', 'changed', models, models],
  [/^model\.template\b/, 'the chat template', 'changed', models, models],
  [/^model\.answer\b/, 'the answer of the model', 'changed', models, models],
  [/^model\.context\b/, 'the context length', 'changed', models, models],
  [/^model\.served\b/, 'the served model', 'changed', models, models],
  [/^model\./, 'the model', 'changed', models, models],
  [/^quota\.used\b/, 'the use of the quota', 'changed', quotas, quotas],
  [/^quota\b/, 'the quota', 'changed', quotas, quotas],
  [/^store\.version\b/, 'the version', 'changed', answering, answering],
  [/^store\.role\b/, 'the role', 'changed', answering, answering],
  [/^store\.schema\b/, 'the schema', 'changed', answering, answering],
  [/^store\.manifest\b/, 'the list of its files', 'changed', answering, answering],
  [/^prices?\b/, 'the prices', 'changed', of('billing\\.price'), nothing],
  [/^flag\b/, 'the flag', 'changed', software, answering],
  [/^file\b/, 'the file', 'changed', software, answering],
  [/^config/, 'the configuration', 'changed', software, answering],
  [/^service\.version\b/, 'the version', 'changed', software, answering],
  [
    /^host\.boot\b/,
    null,
    'was restarted',
    machines,
    of('container', 'process', 'engine', 'service'),
  ],
  // A machine that was set up anew shows another key, and may be another machine.
  [/^ssh\.host_key\b/, 'the host key', 'changed', machines, runtimes],
  [/^host\.mtu\b/, 'the MTU', 'changed', of('host', 'network'), of('network', 'service')],
  [/^host\.kernel\b/, 'the kernel', 'changed', machines, nothing],
  [/^host\./, 'the host', 'was changed', /^(?!dns\.|certificate\.)/, runtimes],
];

const known = new Map<string, ChangeEffect>();
/** Different words for what was changed that are remembered; operators may write anything. */
const mostKnown = 1_000;

/** @param what as in the change event */
export function effectOfChange(what: string): ChangeEffect {
  const before = known.get(what);
  if (before) return before;
  const line = table.find(([pattern]) => pattern.test(what));
  const [, noun, verb, own, above] = line ?? [null, what, 'changed', /^/, answering];
  // Behind a blank stands which of several: a flag, a file, a card.
  const thing = line && what.includes(' ') ? what.slice(what.indexOf(' ')) : '';
  const effect: ChangeEffect = {
    noun: noun === null ? null : noun + thing,
    verb,
    startsAnew: startsAnew.test(what),
    causes: (mode) => own.test(mode),
    causesAbove: (mode) => above.test(mode),
  };
  if (known.size < mostKnown) known.set(what, effect);
  return effect;
}
