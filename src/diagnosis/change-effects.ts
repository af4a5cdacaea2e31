/** What a change of one thing can break, and how it is spoken of. */
export interface ChangeEffect {
  /** `the certificate`; null where the link itself is what was changed. */
  readonly noun: string | null;
  readonly verb: string;
  /** Whether it can bring about a mode of the link that changed. */
  causes(mode: string): boolean;
  /** Whether it can bring about a mode of a link that directly needs the one that changed. */
  causesAbove(mode: string): boolean;
}

/** Everything that is made of software and settings, and nothing that wears out. */
const software =
  /^(?!gpu\.(?:ecc|lost|pcie|row_remap|throttled)|host\.(?:oom|storage)|certificate\.expir)/;
const answering =
  /^(?:service|auth|quota|model|engine|stream|usage|answer|tokenizer|adapter|config|secret|file)\./;
const containers = /^(?:container|process)\./;
const certificates = /^certificate\.|^service\.(?:certificate|rejected)$|\btls\b/;
const names = /^(?:dns|name|network)\.|^service\.(?:name_fails|unreachable|misrouted|certificate)$/;
const cards = /^gpu\.(?:driver|driver_hung|missing|mig|unreadable|application|xid)|^engine\./;
const machines = /^(?:host|gpu\.(?:driver|missing|unreadable)|network|process|container)/;
const models = /^(?:model|engine|tokenizer|adapter|stream|usage|answer)\.|^auth\./;
const quotas = /^(?:quota|auth)\.|^service\.(?:rejected|overloaded)$/;
const nothing = /^(?!)/;

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
  [
    /^container\.start\b/,
    null,
    'was restarted',
    /^(?:container|process|engine|service|model)\./,
    answering,
  ],
  [
    /^container\.gpus\b/,
    'the GPUs of the container',
    'changed',
    /^(?:container|engine|gpu)\./,
    answering,
  ],
  [/^container\./, 'the container', 'was configured anew', /^(?!gpu\.)/, answering],
  [/^process\.start\b/, null, 'was restarted', /^(?:process|engine|service|model)\./, answering],
  [/^process\.command\b/, 'the command line', 'changed', /^(?!gpu\.)/, answering],
  [/^gpu\.driver\b/, 'the driver', 'changed', cards, containers],
  [/^gpu\.cuda\b/, 'the CUDA version', 'changed', cards, containers],
  [/^gpu\.mig\b/, 'the MIG layout', 'changed', cards, containers],
  [/^gpu\.count\b/, 'the number of cards', 'changed', cards, containers],
  [/^gpu\./, 'the card', 'was configured anew', cards, containers],
  [/^model\.served\b/, 'the served model', 'changed', models, models],
  [/^model\./, 'the model', 'changed', models, models],
  [/^quota\b/, 'the quota', 'changed', quotas, quotas],
  [/^flag\b/, 'the flag', 'changed', software, answering],
  [/^file\b/, 'the file', 'changed', software, answering],
  [/^config/, 'the configuration', 'changed', software, answering],
  [/^service\.version\b/, 'the version', 'changed', software, answering],
  [/^host\.kernel\b/, 'the kernel', 'changed', machines, nothing],
  [/^host\./, 'the host', 'was changed', /^(?!dns\.|certificate\.)/, containers],
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
    causes: (mode) => own.test(mode),
    causesAbove: (mode) => above.test(mode),
  };
  if (known.size < mostKnown) known.set(what, effect);
  return effect;
}
