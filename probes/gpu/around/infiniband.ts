import type { Fact } from '../../../src/events/types.ts';
import { safe } from '../../../src/text/sanitise.ts';
import { programDeadlineMs } from '../../system/program-deadline.ts';
import { readText, textOf } from '../../system/read.ts';
import type { GpuSign } from '../gpu-sign.ts';
import { type InfinibandPort, portOfFiles, readInfiniband } from '../interconnect/infiniband.ts';
import { type Around, type AroundLook, nothingAround } from './around.ts';

/** Milliseconds for one program; ibstat takes about ten a port. */
const PROGRAM_MS = 1_500;
const OUTPUT_BYTES = 262_144;
const SYSTEM_FOLDER = '/sys/class/infiniband';
/** Adapters read from the kernel's files, of which the first port is looked at. */
const MAX_ADAPTERS = 64;
const FILE_BYTES = 256;

/** The InfiniBand ports of the machine, where the options ask for them. */
export async function lookAtInfiniband(look: AroundLook): Promise<Around> {
  const wanted = look.options.infiniband;
  if (wanted === undefined) return nothingAround;
  return { ...judgePorts(await portsOf(look), wanted), evidence: [] };
}

export interface WantedPorts {
  /** Active ports, of at least `rateGbps` where that is given. */
  readonly ports?: number | undefined;
  readonly rateGbps?: number | undefined;
}

/**
 * A port that is switched off is a fact, for many have no cable by design; one that seeks its
 * partner is a fault. Ports that speak Ethernet (RoCE) count too.
 */
export function judgePorts(
  ports: readonly InfinibandPort[],
  { ports: expected, rateGbps = 0 }: WantedPorts,
): { readonly signs: readonly GpuSign[]; readonly facts: Readonly<Record<string, Fact>> } {
  const isActive = ({ state }: InfinibandPort) => state === 'active';
  const active = ports.filter(isActive).filter((port) => (port.rateGbps ?? 0) >= rateGbps).length;
  const off = ports.filter(({ physicalState }) => physicalState === 'disabled').length;
  const signs: GpuSign[] = ports
    .filter(({ state, physicalState }) => state !== 'active' && physicalState !== 'disabled')
    .map(({ device, port, state, physicalState }) => ({
      symptom: 'gpu.infiniband_down',
      words: safe`${device} port ${port} is ${state} (${physicalState})`,
    }));
  if (expected !== undefined && active < expected) {
    const words = safe`${active} of ${expected} expected ports are active`;
    signs.push({ symptom: 'gpu.infiniband_down', words });
  }
  const facts = {
    'infiniband.active': active,
    'infiniband.ports': ports.length,
    ...(off > 0 ? { 'infiniband.switched_off': off } : {}),
  };
  return { signs, facts };
}

async function portsOf(look: AroundLook): Promise<readonly InfinibandPort[]> {
  for (const program of ['ibstat', 'ibstatus']) {
    const ports = readInfiniband(await outputOf([program], look));
    if (ports.length > 0) return ports;
  }
  return portsOfKernel(look);
}

/** Without any tool: the kernel's own files, the first port of each adapter. */
async function portsOfKernel(look: AroundLook): Promise<readonly InfinibandPort[]> {
  const found = await outputOf(['ls', SYSTEM_FOLDER], look);
  const adapters = found.split('\n').filter((name) => /^\w{1,32}$/.test(name));
  return Promise.all(
    adapters.slice(0, MAX_ADAPTERS).map(async (adapter) => {
      const read = async (name: string) => {
        const path = `${SYSTEM_FOLDER}/${adapter}/ports/1/${name}`;
        return textOf(await readText(look.context.vantage, path, FILE_BYTES)) ?? '';
      };
      const [state, physState, rate, layer] = await Promise.all(
        ['state', 'phys_state', 'rate', 'link_layer'].map(read),
      );
      return portOfFiles(adapter, 1, {
        state: state ?? '',
        phys_state: physState ?? '',
        rate: rate ?? '',
        link_layer: layer ?? '',
      });
    }),
  );
}

async function outputOf(argv: readonly [string, ...string[]], { context }: AroundLook) {
  const run = await context.vantage.exec(argv, {
    deadlineMs: programDeadlineMs(context, PROGRAM_MS),
    signal: context.signal,
    maxBytes: OUTPUT_BYTES,
  });
  return run.kind === 'ended' && run.exitCode === 0 ? run.stdout : '';
}
