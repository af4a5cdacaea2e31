/** Why no probe reads an answer; the first that fits its text. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/^\s*$/, 'it is empty'],
  [/^\s*\{\s*\}\s*$/, 'it is an empty object'],
  [
    /"blockdevices"|^NAME\b.*\b(?:TYPE|MOUNT)|\bNAME="/m,
    'lsblk: the host probe asks the kernel for mounts and space, not for devices',
  ],
  [/"filesystems"/, 'findmnt: the host probe reads /proc/self/mountinfo instead'],
  [
    /^[0-9a-f]{2,4}:[0-9a-f]{2}[:.][0-9a-f]/m,
    'lspci: cards that the driver misses are found by expect.count',
  ],
  [/SMBIOS|dmidecode/, 'dmidecode: the make of a machine tells of no fault'],
  [/^0x[0-9a-f]+-0x[0-9a-f]+ +\d+ /m, "vmallocinfo: the kernel's own memory is not looked into"],
  [
    /"\/sys\/|"pci"\s*:|"intf_status"|"ifname"/,
    "fixture of another tool's checks of a machine, no output of a program",
  ],
  [/^apiVersion: v1/m, 'Kubernetes: no probe asks it'],
  [/^[#\s]*DCGM_FI_\w+ *,|^dcgm_\w+ *,/m, 'configuration of an exporter, no telemetry'],
  [/^vllm:\w+ (?:counter|gauge|histogram)$/m, 'list of names of metrics, no values'],
  [/^xid\tmnemonic/m, 'table of XIDs: a test compares ours with it'],
  [/^# gpu +(?:pid|pwr)\b/m, 'nvidia-smi pmon, dmon: what they show is in -q -x'],
  [/^NVIDIA-SMI version/m, 'versions alone: they are in -q -x'],
  [/usage|OPTION1|--help/i, 'help text'],
  [/CPU Affinity/, 'nvidia-smi topo: how cards are connected tells of no fault'],
  [/^[\w.]+$/m, 'list of names'],
];

export function whyNotRead(text: string): string {
  const start = text.slice(0, 20_000);
  return reasons.find(([pattern]) => pattern.test(start))?.[1] ?? 'no reader knows this form';
}
