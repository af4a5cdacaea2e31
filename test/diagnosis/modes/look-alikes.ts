/**
 * Modes that no probe of ours tells apart, and why. What a person does instead stands in each mode's
 * `decides`. A test holds the list to the catalogue both ways: who adds a probe that can tell two of
 * these apart takes them away here.
 */
export const lookAlikes: readonly { readonly modes: readonly string[]; readonly why: string }[] = [
  {
    modes: ['dns.server_failure', 'dns.signature'],
    why: 'the dns probe asks one resolver, and never with checking disabled',
  },
  {
    modes: ['dns.machine_lookup', 'service.name_fails'],
    why: 'one fault in two chains: with a link for the name, and without',
  },
  {
    modes: ['certificate.untrusted', 'certificate.intercepted'],
    why: 'the tls probe knows no issuer to expect; a second vantage would see another one',
  },
  {
    modes: ['network.blocked', 'service.unreachable'],
    why: 'silence is silence: only a vantage nearer to the host sees where it begins',
  },
  {
    modes: ['network.rejected', 'service.rejected'],
    why: 'one fault in two chains: with a link for the path, and without',
  },
  {
    modes: ['auth.key_revoked', 'secret.spoiled'],
    why: 'the API refuses both keys with the same words',
  },
  {
    modes: ['engine.hung', 'engine.ranks_wait'],
    why: 'no probe reads the use and the power of all cards together',
  },
  {
    modes: ['model.limits', 'tokenizer.template_missing'],
    why: 'the openai probe asks for chats only, and both are refused as bad requests',
  },
  {
    modes: ['service.slow', 'process.starved'],
    why: 'the process probe does not read how long a process waits for a processor',
  },
  {
    modes: ['image.slower', 'service.slow'],
    why: 'no probe keeps how long each image took; the change of the image is what tells',
  },
  {
    modes: ['process.restarting', 'process.bad_settings'],
    why: 'the process probe does not tell why a program ended at its start',
  },
  {
    modes: ['billing.wrong_tenant', 'datanet.provenance_unclear'],
    why: 'no probe reads the records of contributors',
  },
];

/** A vendor's processes are nobody's to look at, so what only they show is not told there. */
export const alikeAtVendors: readonly (readonly [string, string])[] = [
  ['service.crashed', 'service.refusing'],
  ['service.stopped', 'service.hung'],
];

/** Modes that no probe shows at all, and why; pairs of them are not listed above. */
export const unseen: Readonly<Record<string, string>> = {
  'datanet.provenance_unclear': 'no probe reads the records of contributors',
};
