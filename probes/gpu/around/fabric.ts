import type { Fact } from '../../../src/events/types.ts';
import { safe } from '../../../src/text/sanitise.ts';
import { programDeadlineMs } from '../../system/program-deadline.ts';
import type { GpuSign } from '../gpu-sign.ts';
import { readManagerLog } from '../interconnect/manager-log.ts';
import { hasFabric, judgeFabric } from '../judge/fabric.ts';
import { type Around, type AroundLook, nothingAround } from './around.ts';

const SERVICE = 'nvidia-fabricmanager';
/** Milliseconds for systemctl, or for the end of a log. */
const SERVICE_MS = 1_000;
/** Bytes of the end of the manager's log: some thousand lines. */
const LOG_BYTES = 262_144;
/** Lines of the log that are shown, the newest. */
const SHOWN = 2;

/** The fabric manager, where the cards tell of a fabric: its service, and what it logged. */
export async function lookAtFabric(look: AroundLook): Promise<Around> {
  const { cards, kept } = look;
  if (!cards.some(hasFabric)) return nothingAround;
  const [service, log] = await Promise.all([serviceState(look), readLog(look)]);
  const facts: Record<string, Fact> = {};
  const signs: GpuSign[] = [];
  if (service !== null) facts.fabric_manager = kept.fact(service);
  // A healthy fabric needs no manager while nobody changes it: its state explains, and accuses nobody.
  const notReady = cards.some((card) => judgeFabric(card).length > 0);
  if (notReady && service !== null && service !== 'active') {
    signs.push({ symptom: 'gpu.fabric_not_ready', words: safe`the fabric manager is ${service}` });
  }
  const recent = log.filter(({ ageMs }) => ageMs !== null && ageMs <= look.options.lookbackMs);
  const switchErrors = recent.flatMap(({ error }) => error ?? []);
  if (switchErrors.length > 0) facts['fabric.switch_errors'] = switchErrors.length;
  const fatal = switchErrors.find((error) => error.fatal);
  if (fatal) {
    signs.push({ symptom: 'gpu.sxid', words: safe`fatal NVSwitch error ${fatal.code}` });
  }
  const lines = signs.length > 0 || recent.length > 0 ? recent.slice(-SHOWN) : [];
  return { signs, facts, evidence: lines.map(({ text }) => kept.fact(text)) };
}

/** `active`, `inactive`, `failed`; null where nobody can tell, as in a container. */
async function serviceState({ context }: AroundLook): Promise<string | null> {
  const run = await context.vantage.exec(['systemctl', 'is-active', SERVICE], {
    deadlineMs: programDeadlineMs(context, SERVICE_MS),
    signal: context.signal,
    maxBytes: 256,
  });
  const word = run.kind === 'ended' ? run.stdout.trim() : '';
  return /^(?:active|inactive|failed|activating|deactivating)$/.test(word) ? word : null;
}

async function readLog({ options, context }: AroundLook) {
  if (options.fabricLog === 'off') return [];
  const argv = ['tail', '-c', String(LOG_BYTES), '--', options.fabricLog] as const;
  const run = await context.vantage.exec([...argv], {
    deadlineMs: programDeadlineMs(context, SERVICE_MS),
    signal: context.signal,
    maxBytes: LOG_BYTES,
  });
  if (run.kind !== 'ended' || run.exitCode !== 0) return [];
  return readManagerLog(run.stdout, context.clock.now()).troubles;
}
