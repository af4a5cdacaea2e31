/** One error of an NVSwitch, told by the driver (SXid) or by the fabric manager. */
export interface SwitchError {
  readonly code: number;
  /** A fatal one stops all traffic through the switch until the machine is reset. */
  readonly fatal: boolean;
  /** `0000:c1:00`. */
  readonly bus: string;
  readonly link: number | null;
}

const kernelLine =
  /nvidia-nvswitch\d{0,3}: SXid \((?:PCI:)?([0-9a-f:.]{10,18})\): (\d{5}), (Non-fatal|Fatal)\b(?:[^\n]{0,40}?Link (\d{1,3}))?/i;
const managerLine =
  /detected NVSwitch (non-fatal|fatal) error (\d{5})\b[^\n]{0,60}?pci bus id ([0-9a-f:.]{10,18})(?:[^\n]{0,60}?port (\d{1,3}))?/i;

/** `nvidia-nvswitch3: SXid (PCI:0000:c1:00.0): 12028, Non-fatal, Link 32 …` → its parts. */
export function sxidOf(line: string): SwitchError | null {
  const [, bus = '', code, severity = '', link] = kernelLine.exec(line) ?? [];
  return code === undefined ? null : errorOf(code, severity, bus, link);
}

/** The same as the log of the fabric manager writes it. */
export function managerErrorOf(line: string): SwitchError | null {
  const [, severity = '', code, bus = '', link] = managerLine.exec(line) ?? [];
  return code === undefined ? null : errorOf(code, severity, bus, link);
}

function errorOf(
  code: string,
  severity: string,
  bus: string,
  link: string | undefined,
): SwitchError {
  return {
    code: Number(code),
    fatal: severity.toLowerCase() === 'fatal',
    bus: bus.toLowerCase(),
    link: link === undefined ? null : Number(link),
  };
}
