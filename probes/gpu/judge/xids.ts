import { safe } from '../../../src/text/sanitise.ts';
import type { GpuReading } from '../gpu-reading.ts';
import type { GpuSign, GpuSymptom } from '../gpu-sign.ts';
import type { XidReading } from '../read-xids.ts';
import type { Xid, XidClass } from '../xid.ts';
import type { XidEvent } from '../xid-log.ts';

/** The code with which the driver reports a card that fell off the bus. */
const OFF_THE_BUS = 79;

const symptomOf: Readonly<Record<XidClass, GpuSymptom | null>> = {
  hardware: 'gpu.xid',
  reset: 'gpu.xid',
  reboot: 'gpu.xid',
  application: 'gpu.xid_app',
  information: null,
};

/** One code as often as it was logged. */
export interface XidCount extends Xid {
  readonly times: number;
}

/** Most severe class first, then the code logged most often. */
export function countXids(events: readonly XidEvent[]): readonly XidCount[] {
  const order: readonly XidClass[] = ['hardware', 'reboot', 'reset', 'application', 'information'];
  const byCode = Map.groupBy(events, ({ code }) => code);
  return [...byCode.values()]
    .flatMap(([event, ...more]) => (event ? [{ ...event, times: 1 + more.length }] : []))
    .toSorted((a, b) => order.indexOf(a.class) - order.indexOf(b.class) || b.times - a.times);
}

export function judgeXids(
  events: readonly XidEvent[],
  listed: readonly GpuReading[],
): readonly GpuSign[] {
  const signs: GpuSign[] = [];
  const present = new Set(listed.map(({ bus }) => bus));
  if (events.some(({ code, bus }) => code === OFF_THE_BUS && !present.has(bus))) {
    signs.push({ symptom: 'gpu.lost', words: safe`the GPU has fallen off the bus` });
  }
  for (const { code, class: xidClass, meaning } of countXids(events)) {
    const symptom = symptomOf[xidClass];
    if (symptom !== null) signs.push({ symptom, words: safe`XID ${code}: ${meaning}` });
  }
  return signs;
}

/** Errors of the switches strike all cards; those that are not fatal come with errors of a card. */
export function judgeSwitchErrors(xids: XidReading): readonly GpuSign[] {
  const fatal = xids.kind === 'read' ? xids.switchErrors.find((error) => error.fatal) : undefined;
  if (fatal === undefined) return [];
  const words = safe`fatal NVSwitch error ${fatal.code} at ${fatal.bus}`;
  return [{ symptom: 'gpu.sxid', words }];
}
