import { checkClock } from './clock.ts';
import { checkDocker } from './docker.ts';
import type { DoctorCheck } from './finding.ts';
import { checkJournal } from './journal.ts';
import { checkKernelLog } from './kernel-log.ts';
import { checkNode } from './node.ts';
import { checkNvidiaSmi } from './nvidia-smi.ts';
import { checkResolver } from './resolver.ts';
import { checkSshAgent } from './ssh-agent.ts';
import { checkStateDirectory } from './state-directory.ts';
import { checkTerminal } from './terminal.ts';

/** What weaklink may need, in the order in which it is shown: one file each, one line here. */
export const doctorChecks = {
  Node: checkNode,
  terminal: checkTerminal,
  resolver: checkResolver,
  clock: checkClock,
  Docker: checkDocker,
  'nvidia-smi': checkNvidiaSmi,
  'kernel log': checkKernelLog,
  'SSH agent': checkSshAgent,
  'state directory': checkStateDirectory,
  journal: checkJournal,
} as const satisfies Record<string, DoctorCheck>;

export type DoctorCheckName = keyof typeof doctorChecks;
