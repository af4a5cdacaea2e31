/** Why no probe reads an answer; the first that fits its text. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/^\s*$/, 'it is empty'],
  [/^\s*\{\s*\}\s*$/, 'it is an empty object'],
  [
    /^NAME +\S.*\bTYPE\b/m,
    'lsblk as a table: the host probe asks for JSON, for columns of names cannot be told apart',
  ],
  [
    /"blockdevices"|^NAME="/m,
    'lsblk without a disk that stays: images and removable drives tell of no fault',
  ],
  [
    /"filesystems"/,
    'findmnt: the host probe reads /proc/self/mountinfo and asks stat -f for space',
  ],
  [
    /^(?:[0-9a-f]{4}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7] /m,
    'lspci without a graphics card of NVIDIA or AMD',
  ],
  [/"ifname"\s*:/, 'ip -j without an interface that stands for a cable or a bond'],
  [/SMBIOS|dmidecode/, 'dmidecode: the make of a machine tells of no fault'],
  [/^0x[0-9a-f]+-0x[0-9a-f]+ +\d+ /m, "vmallocinfo: the kernel's own memory is not looked into"],
  [/"pci"\s*:\s*\{/, 'what another tool expects of a machine: nothing that was measured'],
  [
    /"\/sys\//,
    'files of /sys about disks, PCIe and network cards: those of graphics cards are in -q -x, links in ip -j',
  ],
  [/^apiVersion: v1/m, 'Kubernetes: no probe asks it'],
  [/^[#\s]*DCGM_FI_\w+ *,|^dcgm_\w+ *,/m, 'configuration of an exporter, no telemetry'],
  [/^vllm:\w+ (?:counter|gauge|histogram)$/m, 'list of names of metrics, no values'],
  [/^xid\tmnemonic/m, 'table of XIDs: a test compares ours with it'],
  [
    /^\d+, *(?:GPU-[0-9a-f]|NVIDIA |Tesla |GeForce |Quadro )/m,
    '--query-… without its header: nobody can tell which value is which',
  ],
  [/^# gpu +pwr\b/m, 'nvidia-smi dmon: what it shows is in -q -x'],
  [/^# gpu +pid\b/m, 'nvidia-smi pmon: how busy one program keeps a card is no fault'],
  [/^NVIDIA-SMI version/m, 'versions alone: they are in -q -x'],
  [/^ *nvidia-smi \[OPTION1|^\s*usage: /im, 'help text'],
  [/CPU Affinity/, 'nvidia-smi topo: how cards are connected tells of no fault'],
  [/^nvml[A-Z]\w+$/m, 'functions of a library: they tell of no fault'],
];

export function whyNotRead(text: string): string {
  const start = text.slice(0, 20_000);
  return reasons.find(([pattern]) => pattern.test(start))?.[1] ?? 'no reader knows this form';
}
