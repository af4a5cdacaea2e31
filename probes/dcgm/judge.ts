import { safe } from '../../src/text/sanitise.ts';
import { xid } from '../gpu/xid.ts';
import type { Earlier } from './earlier.ts';
import type { MeteredCard } from './reading.ts';
import type { DcgmSign } from './sign.ts';

/** Bits of the reasons for lower clocks, as the driver defines them. */
const SOFTWARE_THERMAL = 0x20;
const HARDWARE_THERMAL = 0x40;
const HARDWARE_SLOWDOWN = 0x08;
const POWER_BRAKE = 0x80;

const recoveryActions = [
  'none',
  'a reset',
  'a reboot',
  'a drain of its peers',
  'a drain and reset',
];
/** States of the fabric in which a card cannot compute, by their numbers. */
const unreadyFabric: ReadonlyMap<number, string> = new Map([
  [1, 'not started'],
  [2, 'in progress'],
  [4, 'failed'],
]);

/** Share of the memory under which nothing can be allocated. */
const FULL_FREE_SHARE = 0.005;
/** States of DCGM's health watches. */
const WARNS = 10;
const FAILS = 20;

/** What is wrong with one card; `earlier` is what the look before saw of it. */
export function judgeCard(card: MeteredCard, earlier: Earlier | undefined): readonly DcgmSign[] {
  return [
    ...judgeXids(card, earlier),
    ...judgeMemory(card),
    ...judgeState(card),
    ...judgeThrottle(card),
    ...judgeLinks(card, earlier),
    ...judgeHealth(card),
  ];
}

/**
 * The exporter counts XIDs in a window of its own where it was told to. The last code alone stays
 * for days, so only a change of it is news.
 */
function judgeXids(
  { xids, values }: MeteredCard,
  earlier: Earlier | undefined,
): readonly DcgmSign[] {
  const last = values.get('last_xid') ?? 0;
  const isNew = earlier?.lastXid !== undefined && last > 0 && last !== earlier.lastXid;
  const codes = new Set([...xids.keys(), ...(isNew ? [last] : [])]);
  return [...codes].flatMap((code): readonly DcgmSign[] => {
    const { class: xidClass, meaning } = xid(code);
    if (xidClass === 'information') return [];
    const symptom = xidClass === 'application' ? 'gpu.xid_app' : 'gpu.xid';
    return [{ symptom, words: safe`XID ${code}: ${meaning}` }];
  });
}

function judgeMemory({ values }: MeteredCard): readonly DcgmSign[] {
  const above = (name: Parameters<typeof values.get>[0]) => (values.get(name) ?? 0) > 0;
  const signs: DcgmSign[] = [];
  const errors = values.get('ecc_uncorrected') ?? 0;
  if (errors > 0) {
    signs.push({ symptom: 'gpu.ecc_uncorrected', words: safe`${errors} uncorrectable errors` });
  }
  if (above('row_remap_failed')) {
    signs.push({ symptom: 'gpu.row_remap_failed', words: safe`a memory row cannot be remapped` });
  }
  if (above('row_remap_pending')) {
    signs.push({ symptom: 'gpu.row_remap_pending', words: safe`memory repair waits for a reset` });
  }
  if (above('retired_pending')) {
    signs.push({ symptom: 'gpu.retired_pages', words: safe`memory pages wait to be retired` });
  }
  const free = values.get('memory_free');
  const used = values.get('memory_used');
  if (free !== undefined && used !== undefined && free < (free + used) * FULL_FREE_SHARE) {
    signs.push({ symptom: 'gpu.memory_full', words: safe`its memory is full` });
  }
  return signs;
}

function judgeState({ values }: MeteredCard): readonly DcgmSign[] {
  const signs: DcgmSign[] = [];
  const action = recoveryActions[values.get('recovery_action') ?? 0];
  if (action !== undefined && action !== 'none') {
    signs.push({ symptom: 'gpu.recovery_action', words: safe`the driver asks for ${action}` });
  }
  const fabric = unreadyFabric.get(values.get('fabric_state') ?? 0);
  if (fabric !== undefined) {
    signs.push({ symptom: 'gpu.fabric_not_ready', words: safe`the fabric is ${fabric}` });
  }
  return signs;
}

function judgeThrottle({ values }: MeteredCard): readonly DcgmSign[] {
  const reasons = values.get('throttle_reasons') ?? 0;
  const has = (bit: number) => Math.floor(reasons / bit) % 2 === 1;
  const signs: DcgmSign[] = [];
  const heat = values.get('temperature');
  if (has(SOFTWARE_THERMAL) || has(HARDWARE_THERMAL)) {
    const at = heat === undefined ? '' : ` at ${heat} °C`;
    signs.push({ symptom: 'gpu.throttle_thermal', words: safe`slowed by heat${at}` });
  }
  if (has(POWER_BRAKE)) signs.push({ symptom: 'gpu.throttle_hw', words: safe`power brake` });
  else if (has(HARDWARE_SLOWDOWN)) {
    signs.push({ symptom: 'gpu.throttle_hw', words: safe`hardware slowdown` });
  }
  return signs;
}

function judgeLinks({ values }: MeteredCard, earlier: Earlier | undefined): readonly DcgmSign[] {
  const errors = values.get('nvlink_errors');
  const before = earlier?.nvlinkErrors;
  if (errors === undefined || before === undefined || errors <= before) return [];
  return [{ symptom: 'gpu.nvlink_errors', words: safe`${errors - before} new NVLink errors` }];
}

function judgeHealth({ health }: MeteredCard): readonly DcgmSign[] {
  const named = (least: number, below: number) =>
    [...health].filter(([, state]) => state >= least && state < below).map(([watch]) => watch);
  const failing = named(FAILS, Number.POSITIVE_INFINITY);
  const warning = named(WARNS, FAILS);
  if (failing.length > 0) {
    return [{ symptom: 'dcgm.health_failed', words: safe`DCGM: ${failing.join(', ')} fails` }];
  }
  if (warning.length === 0) return [];
  return [{ symptom: 'dcgm.health_warning', words: safe`DCGM: ${warning.join(', ')} warns` }];
}
