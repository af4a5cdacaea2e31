/** Words in which servers tell what ails them, or what ails whom they asked. */
export interface Idiom {
  /** Of what a failing look says. */
  readonly words: RegExp;
  /** Ids of the modes that speak so. */
  readonly modes: readonly string[];
  /** How many times likelier each of these is by that, where the same symptom is told without the words. */
  readonly factor: number;
}

/** Words that hardly anything else brings about. */
const plain = 40;
/** Words that others use as well. */
const likely = 8;

/**
 * A symptom is a class, and the words behind it often say more: a key that is refused may have been revoked, or a clock
 * is wrong. Words of operating systems, databases and model servers as their sources and manuals have them.
 */
export const idioms: readonly Idiom[] = [
  {
    words:
      /used before (?:it was )?issued|issued in the future|not yet (?:valid|current)|signature expired|clock skew|too far in the future|RequestTimeTooSkewed|\bnbf\b|\biat\b/i,
    modes: ['host.clock', 'certificate.not_yet_valid'],
    factor: plain,
  },
  {
    words: /\binodes?\b/i,
    modes: ['host.inodes'],
    factor: plain,
  },
  {
    words: /no space left|ENOSPC|disk (?:is )?full|could not extend file/i,
    modes: ['host.disk_full', 'host.inodes', 'store.full', 'container.no_space'],
    factor: likely,
  },
  {
    words: /too many open files|EMFILE|ENFILE/i,
    modes: ['host.descriptors', 'process.descriptors'],
    factor: plain,
  },
  {
    words:
      /resource temporarily unavailable|can't start new thread|unable to create .{0,12}thread/i,
    modes: ['host.tasks'],
    factor: likely,
  },
  {
    words: /cannot assign requested address|EADDRNOTAVAIL/i,
    modes: ['host.ports'],
    factor: plain,
  },
  {
    words: /conntrack|connection table/i,
    modes: ['host.connection_table'],
    factor: plain,
  },
  {
    words: /read-only file system|EROFS/i,
    modes: ['host.readonly', 'container.mount_missing'],
    factor: plain,
  },
  {
    words:
      /ENOTFOUND|getaddrinfo|no such host|name or service not known|temporary failure in name resolution/i,
    modes: [
      'service.name_fails',
      'dns.name_missing',
      'dns.empty',
      'dns.server_failure',
      'dns.silent',
      'dns.down',
      'dns.machine_lookup',
    ],
    factor: likely,
  },
  {
    words: /DNSSEC|RRSIG|\bEDE\b/i,
    modes: ['dns.signature'],
    factor: plain,
  },
  {
    words: /too many (?:clients|connections)|remaining connection slots|connection pool exhausted/i,
    modes: ['store.connections_used_up'],
    factor: likely,
  },
  {
    words: /deadlock detected|lock wait timeout|could not obtain lock|lock timeout/i,
    modes: ['store.locked'],
    factor: plain,
  },
  {
    words: /slot not served|CLUSTERDOWN|shard .{0,20}(?:down|unavailable|failed)/i,
    modes: ['store.part_down'],
    factor: plain,
  },
  {
    words: /spend(?:ing)? limit|budget|ExceededBudget/i,
    modes: ['quota.spend_limit'],
    factor: likely,
  },
  {
    words: /insufficient_quota|credit balance|out of credits?|billing hard limit/i,
    modes: ['quota.exhausted'],
    factor: likely,
  },
  {
    words: /exceed(?:s|ed)? .{0,40}max_lora_rank|lora rank/i,
    modes: ['adapter.rank'],
    factor: plain,
  },
  {
    words: /different vector dimensions|dimension mismatch|wrong vector dimension|expected dim/i,
    modes: ['vector.dimension'],
    factor: plain,
  },
  {
    words: /chat template/i,
    modes: ['tokenizer.template_missing'],
    factor: plain,
  },
  {
    words: /uncorrectable ECC|fallen off the bus|CUDA error/i,
    modes: ['gpu.lost', 'gpu.ecc', 'gpu.driver_hung', 'gpu.xid'],
    factor: likely,
  },
];
