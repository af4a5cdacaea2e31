import { type LogClock, lineAgeMs } from './log-time.ts';

/** What a line of the kernel log tells of the machine. */
export type KernelSignKind =
  /** A task waited in the kernel for minutes. */
  | 'hung-task'
  /** An oops, a lockup, a panic: the kernel itself failed. */
  | 'kernel-fault'
  /** A disk or a file system failed to read or write. */
  | 'io-error'
  | 'read-only'
  | 'connection-table'
  | 'file-table'
  /** A file server does not answer; `server-back` when it does again. */
  | 'server-silent'
  | 'server-back'
  | 'link-down'
  | 'link-up'
  /** Memory, processor or bus, as the machine's own checks tell. */
  | 'hardware';

export interface KernelSign {
  readonly kind: KernelSignKind;
  /** The task, device, file server or interface; empty where the line names none. */
  readonly thing: string;
  readonly ageMs: number | null;
  /** As logged: raw text from outside. */
  readonly line: string;
}

/** Signs kept, the newest: a dying disk writes thousands of lines. */
const MOST_SIGNS = 500;
/** Characters of a line looked at; the kernel cuts its own near 1,000. */
const LINE_CHARACTERS = 1_200;

/**
 * The first that fits; the group is the thing. Words of the kernel's own messages, of Linux 3 to 6.
 * Drives without a medium (`sr0`, `fd0`) fail to read all the time, and mean nothing.
 */
const rules: readonly (readonly [KernelSignKind, RegExp])[] = [
  ['hung-task', /\btask (\S{1,64}:\d{1,10}) blocked for more than \d+ seconds/],
  [
    'read-only',
    /EXT[234]-fs.{0,20}\((?:device )?([^\s):]{1,40})\):? .{0,80}[Rr]emounting filesystem read-only/,
  ],
  ['read-only', /JBD2?: .{0,80}[Rr]emounting filesystem read-only/],
  ['read-only', /XFS \((\S{1,40})\): .{0,80}(?:Shutting down filesystem|shut ?down of filesystem)/],
  ['read-only', /BTRFS.{0,40}\(device ([^\s):]{1,40})[^)]{0,40}\).{0,80}forced readonly/],
  ['read-only', /F2FS-fs \((\S{1,40})\): .{0,40}(?:[Rr]emounting|read-?only)/],
  [
    'kernel-fault',
    /(?:watchdog: )?BUG: soft lockup - (CPU#\d+)|Watchdog detected hard LOCKUP on (cpu \d+)|rcu.{0,40}(?:self-)?detected (?:expedited )?stalls?|INFO: rcu_\w+ .{0,20}stall/,
  ],
  [
    'kernel-fault',
    /Kernel panic - not syncing|\bOops: |kernel BUG at |BUG: unable to handle |BUG: kernel NULL pointer|general protection fault.{0,20}: 0000|Unable to handle kernel (?:NULL|paging)/,
  ],
  [
    'io-error',
    /(?:critical (?:medium|target|space allocation) error|I\/O error|blk_update_request: \w+(?: \w+)? error), dev ((?!sr\d|fd\d)[\w-]{1,40}), sector/,
  ],
  ['io-error', /Buffer I\/O error on dev(?:ice)? ((?!sr\d|fd\d)[\w-]{1,40}),/],
  ['io-error', /EXT[234]-fs error \(device (\S{1,40}?)\)/],
  [
    'io-error',
    /XFS \((\S{1,40})\): .{0,60}(?:metadata I\/O error|log I\/O error|[Cc]orruption (?:detected|of in-memory))/,
  ],
  ['io-error', /BTRFS (?:error|critical) \(device ([^\s):]{1,40})[^)]{0,40}\)/],
  [
    'io-error',
    /nvme (nvme\d+): (?:controller is down|I\/O \d+ .{0,40}timeout|Removing after probe failure|Device not ready)/,
  ],
  ['connection-table', /nf_conntrack: .{0,40}table full, dropping packet|ip_conntrack: table full/],
  ['file-table', /VFS: file-max limit \d+ reached/],
  ['server-silent', /(?:nfs|lockd|NFS): server (\S{1,200}?) not responding/],
  ['server-back', /(?:nfs|lockd|NFS): server (\S{1,200}?) OK/],
  ['server-silent', /CIFS: .{0,40}\\\\([^\\\s]{1,200}).{0,10} has not responded in \d+ seconds/],
  [
    'server-silent',
    /ceph: mds\d+ (\S{0,200}) ?hung|libceph: mon\d+ (\S{1,200}) (?:session lost|socket closed)/,
  ],
  [
    'link-down',
    /(?:^|[\s\]:])([a-zA-Z][\w.-]{1,14}):? ?(?:NIC )?[Ll]ink (?:is )?[Dd]own|(?:^|[\s\]:])([a-zA-Z][\w.-]{1,14}): (?:lost carrier|carrier lost)/,
  ],
  ['link-up', /(?:^|[\s\]:])([a-zA-Z][\w.-]{1,14}):? ?(?:NIC )?[Ll]ink (?:is )?[Uu]p\b/],
  [
    'hardware',
    /\[Hardware Error\]|EDAC (\w{1,20}): .{0,20}\bUE\b|mce: .{0,40}[Mm]achine [Cc]heck|Uncorrected (?:hardware|memory) error|Memory failure: 0x/,
  ],
];

/** A quick test that most lines of a log do not pass. */
const mayTell =
  /blocked for|ead-only|eadonly|hut|lockup|LOCKUP|stall|panic|Oops|BUG|protection fault|Unable to handle|rror|nvme|table full|file-max|server|responded|hung|libceph|[Ll]ink|carrier|EDAC|mce:|Memory failure/;

/** Interfaces of containers and virtual machines come and go with them. */
const isVirtual = /^(?:veth|docker|br-|virbr|vnet|cali|flannel|cni|tap|tun|lxc|bond-slave)/;

/** The telling lines of a kernel log, oldest first. */
export function parseKernelSigns(log: string, clock: LogClock): readonly KernelSign[] {
  const signs: KernelSign[] = [];
  for (const whole of log.split('\n')) {
    if (!mayTell.test(whole)) continue;
    const line = whole.slice(0, LINE_CHARACTERS);
    const sign = signOf(line);
    if (sign) signs.push({ ...sign, ageMs: lineAgeMs(line, clock), line });
  }
  return signs.slice(-MOST_SIGNS);
}

function signOf(line: string): Pick<KernelSign, 'kind' | 'thing'> | null {
  for (const [kind, pattern] of rules) {
    const match = pattern.exec(line);
    if (!match) continue;
    const thing = match.slice(1).find((group) => group) ?? '';
    const isLink = kind === 'link-down' || kind === 'link-up';
    if (isLink && (isVirtual.test(thing) || linkNoise.has(thing.toLowerCase()))) return null;
    return { kind, thing };
  }
  return null;
}

/** Words that stand before "link is down" where no interface does. */
const linkNoise: ReadonlySet<string> = new Set([
  'the',
  'sata',
  'port',
  'phy',
  'nic',
  'usb',
  'pcie',
]);
