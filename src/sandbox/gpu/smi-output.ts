/** What a program prints, and with which exit code it ends. */
export interface ProgramOutput {
  readonly stdout: string;
  readonly exitCode: number;
}

/** The ways in which nvidia-smi gives up instead of printing a document. */
export const smiFailures = {
  driverNotLoaded: {
    stdout:
      "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. " +
      'Make sure that the latest NVIDIA driver is installed and running.\n\n',
    exitCode: 9,
  },
  libraryMismatch: {
    stdout:
      'Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 580.95\n',
    exitCode: 18,
  },
  noDevices: { stdout: 'No devices were found\n', exitCode: 6 },
  unknownError: { stdout: 'Failed to initialize NVML: Unknown Error\n', exitCode: 255 },
} as const satisfies Record<string, ProgramOutput>;

/** How nvidia-smi answers when a card fell off the bus before it was asked. */
export function gpuLost(pciBusId: string): ProgramOutput {
  const stdout =
    `Unable to determine the device handle for GPU${shortBusId(pciBusId)}.0: GPU is lost.  ` +
    'Reboot the system to recover this GPU\n\n';
  return { stdout, exitCode: 15 };
}

export interface KernelXid {
  readonly pciBusId: string;
  readonly code: number;
  /** `GPU has fallen off the bus.` */
  readonly words: string;
  readonly pid: number;
  readonly processName: string;
}

/** The line that the driver writes to the kernel log, as `dmesg --time-format iso` shows it. */
export function xidLine(xid: KernelXid, at: Date): string {
  const time = at.toISOString().replace('.', ',').replace('Z', '000+00:00');
  return (
    `${time} NVRM: Xid (PCI:${shortBusId(xid.pciBusId)}): ${xid.code}, ` +
    `pid=${xid.pid}, name=${xid.processName}, ${xid.words}\n`
  );
}

/** `00000000:06:00.0` → `0000:06:00`, the kernel's way. */
function shortBusId(pciBusId: string): string {
  return pciBusId.slice(4, -2);
}
