import type { Vantage } from '../../src/vantage/types.ts';
import { readText, textOf } from '../system/read.ts';

/**
 * Whether this vantage sees the processes of the whole machine. In a container with its own
 * process numbers nvidia-smi lists none of the others, while their memory counts as used. Process
 * 2 is the kernel's thread starter in the machine's own numbering only.
 */
export async function seesAllProcesses(vantage: Vantage): Promise<boolean> {
  const name = textOf(await readText(vantage, '/proc/2/comm', 32));
  return name?.trim() === 'kthreadd';
}
