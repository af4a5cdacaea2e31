import type { Fact } from '../../../src/events/types.ts';
import { safe } from '../../../src/text/sanitise.ts';
import { programDeadlineMs } from '../../system/program-deadline.ts';
import { readText, textOf } from '../../system/read.ts';
import type { GpuSign } from '../gpu-sign.ts';
import { type PciCard, readPciCards } from '../interconnect/pci-cards.ts';
import { toolOf } from '../vendor.ts';
import { type Around, type AroundLook, nothingAround } from './around.ts';

/** Milliseconds for lspci, which takes about fifty on a large machine. */
const PROGRAM_MS = 1_500;
const OUTPUT_BYTES = 524_288;
const CGROUP_BYTES = 4_096;
/** Cards named in one fact. */
const NAMED = 8;

/** Drivers that hand a card to a virtual machine: it is not this machine's to use. */
const handedOn: ReadonlySet<string> = new Set(['vfio-pci', 'pci-stub', 'xen-pciback', 'pciback']);

/**
 * Cards on the machine's PCI bus that the tool does not list. A container is given some of them only,
 * and a job of a batch system too, so this is looked at where the whole machine can be seen.
 */
export async function lookAtPci(look: AroundLook): Promise<Around> {
  if (look.options.pciBus === 'off' || !look.seesMachine || !isOfMachine(look.options.binary)) {
    return nothingAround;
  }
  const [cards, inJob] = await Promise.all([cardsOnBus(look), isInJob(look)]);
  const vendor = toolOf(look.options.binary) === 'nvidia-smi' ? 'nvidia' : 'amd';
  const ours = cards.filter((card) => card.vendor === vendor);
  if (ours.length === 0) return nothingAround;
  const listed = new Set(look.listed.map(({ bus }) => bus));
  const missing = ours.filter(
    ({ bus, driver }) => !listed.has(bus) && !(driver !== null && handedOn.has(driver)),
  );
  const facts: Record<string, Fact> = { 'pci.gpus': ours.length };
  if (missing.length > 0) facts['pci.not_listed'] = look.kept.fact(missing.map(inWords).join(', '));
  // Who expects no more than there are knows of the one that is left out.
  const known = look.listed.length >= (look.options.expect.count ?? Number.POSITIVE_INFINITY);
  const judged = inJob || known ? [] : missing.filter(({ bus }) => look.concerns(bus));
  return { signs: signsOf(judged, vendor), facts, evidence: [] };
}

function signsOf(missing: readonly PciCard[], vendor: PciCard['vendor']): readonly GpuSign[] {
  const silent = missing.find((card) => card.silent);
  if (silent) {
    const words = safe`${silent.bus} on the PCI bus answers with ones alone`;
    return [{ symptom: 'gpu.lost', words }];
  }
  const [first] = missing;
  // AMD's tools leave out the small card in the processor, which is no card to compute on.
  if (first === undefined || vendor === 'amd') return [];
  const more = missing.length > 1 ? ` and ${missing.length - 1} more` : '';
  const words = safe`${first.bus}${more} on the PCI bus, not listed`;
  return [{ symptom: 'gpu.count_low', words }];
}

function inWords({ bus, driver, silent }: PciCard, index: number): string {
  if (index >= NAMED) return '…';
  return `${bus} (${silent ? 'silent' : (driver ?? 'no driver')})`;
}

/** A tool at a place of its own may be a wrapper that speaks of another machine. */
function isOfMachine(binary: string): boolean {
  return !binary.includes('/') || /^\/(?:usr|opt|bin|sbin)\//.test(binary);
}

async function cardsOnBus({ context }: AroundLook): Promise<readonly PciCard[]> {
  const run = await context.vantage.exec(['lspci', '-Dnnk'], {
    deadlineMs: programDeadlineMs(context, PROGRAM_MS),
    signal: context.signal,
    maxBytes: OUTPUT_BYTES,
  });
  return run.kind === 'ended' && run.exitCode === 0 ? readPciCards(run.stdout) : [];
}

/** Slurm and its like give a job some of the cards, and it sees the processes of all. */
async function isInJob({ context }: AroundLook): Promise<boolean> {
  const group = textOf(await readText(context.vantage, '/proc/self/cgroup', CGROUP_BYTES)) ?? '';
  return /slurm|[/_]job[_.]?\d/i.test(group);
}
