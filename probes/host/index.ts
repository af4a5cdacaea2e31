import { hostname, networkInterfaces } from 'node:os';
import { WeaklinkError } from '../../src/platform/errors.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { sanitise } from '../../src/text/sanitise.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import type { Probe } from '../probe.ts';
import { withinDeadline } from '../system/give-up.ts';
import { lookAtHost } from './look.ts';
import { type HostOptions, hostOptions } from './options.ts';
import { hostSymptoms } from './symptoms.ts';

export const hostProbe: Probe<HostOptions> = {
  kind: 'host',
  summary: 'load, memory, disks, clock and files of the machine that weaklink stands on',
  options: hostOptions,
  symptoms: hostSymptoms,
  // A machine elsewhere can only be looked at from there: that needs a vantage, which a file states.
  infer: ({ kind, address }) =>
    kind === 'host' && (address === undefined || isThisMachine(address)) ? {} : null,
  fromTarget(target) {
    if (target.startsWith('/')) return { mounts: [target] };
    if (target === '' || isThisMachine(target)) return {};
    throw new WeaklinkError({
      code: 'E_TARGET',
      message: `host: "${target}" is not this machine`,
      hint: 'Give localhost, or a path of one file system. For another machine, state a probe of kind host with a vantage on it in chain.yaml.',
    });
  },
  reach: () => 'self',
  command: commandOf,
  look: (options, context) => withinDeadline(context, () => lookAtHost(options, context)),
};

function isThisMachine(name: string): boolean {
  const own = ['localhost', 'localhost.localdomain', hostname()];
  if (own.includes(name)) return true;
  return Object.values(networkInterfaces()).some((interfaces) =>
    interfaces?.some(({ address }) => address === name),
  );
}

function commandOf({ procRoot, mounts, kernelLog, timeServer }: HostOptions): SafeText {
  const proc = shellQuote(procRoot);
  const paths = (mounts ?? []).map((path) => ` ${shellQuote(path)}`).join('');
  const log = kernelLog === undefined ? 'dmesg -T' : `cat ${shellQuote(kernelLog)}`;
  const parts = [
    `head -v ${proc}/loadavg ${proc}/pressure/* ${proc}/sys/fs/file-nr`,
    `head -v ${proc}/sys/net/netfilter/nf_conntrack_count ${proc}/sys/kernel/pid_max`,
    'ip -s link; lsblk; ps -eo pid,stat,wchan:32,comm; ss -s',
    'free -m',
    `df -hT${paths}`,
    `df -i${paths}`,
    `grep oom_kill ${proc}/vmstat`,
    `${log} | grep -iE 'out of memory|blocked for|read-only|I/O error|table full|not responding|link is down|panic|oops|lockup'`,
    timeServer === undefined ? 'timedatectl' : `ntpdate -q ${shellQuote(timeServer)}`,
  ];
  return sanitise(parts.join('; '));
}
