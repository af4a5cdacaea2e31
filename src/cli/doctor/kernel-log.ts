import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { safe } from '../../text/sanitise.ts';
import { type DoctorFinding, fine, lacking } from './finding.ts';

const KERNEL_LOG = '/dev/kmsg';
const means = safe`XID errors of GPUs and kills for want of memory are seen later, or not at all.`;

export async function checkKernelLog(): Promise<DoctorFinding> {
  try {
    // Opening is what the kernel guards; without O_NONBLOCK a read would wait for the next message.
    const file = await open(KERNEL_LOG, constants.O_RDONLY | constants.O_NONBLOCK);
    await file.close();
    return fine(safe`${KERNEL_LOG} is readable`);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    if (code === 'ENOENT') {
      return lacking('missing', safe`no ${KERNEL_LOG}`, means, safe`Look from the host itself.`);
    }
    return lacking(
      'denied',
      safe`${KERNEL_LOG}: ${code}`,
      means,
      safe`Run as root, or set the sysctl kernel.dmesg_restrict to 0.`,
    );
  }
}
