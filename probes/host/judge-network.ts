import { safe } from '../../src/text/sanitise.ts';
import type { Interface } from './interfaces.ts';
import type { HostJudgement } from './judge.ts';
import type { HostOptions } from './options.ts';
import type { HostReadings } from './readings.ts';
import type { SlowReadings } from './slow-readings.ts';
import { usedPercent } from './usage.ts';

/** Losses of a link within the lookback that are a cable or a card, and not somebody at work. */
const FLAPS = 3;
/** Errors since the round before, and their share of the packets in %, that are no accident. */
const LEAST_ERRORS = 100;
const ERRORS_PERCENT = 1;

/** Links, and the tables that connections need. */
export function judgeNetwork(
  readings: HostReadings,
  options: HostOptions,
): readonly HostJudgement[] {
  return [
    judgeConnections(readings, options),
    judgePorts(readings, options),
    ...judgeLinks(readings, options),
    ...judgeFlaps(readings, options),
    ...readings.slow.interfaces.map((one) => judgeErrors(one, readings.slow.before.get(one.name))),
  ].filter((judgement) => judgement !== undefined);
}

function judgeConnections(
  { connections }: HostReadings,
  { connectionTablePercent }: HostOptions,
): HostJudgement | undefined {
  if (!connections || usedPercent(connections) < connectionTablePercent) return undefined;
  const { used, most } = connections;
  return {
    symptom: 'host.connection_table_full',
    summary: safe`${used} of ${most} connections tracked`,
    evidence: safe`the kernel tracks ${used} connections and may track ${most}: new ones get no answer`,
  };
}

function judgePorts(
  { slow: { ports } }: HostReadings,
  { portsPercent }: HostOptions,
): HostJudgement | undefined {
  if (!ports || usedPercent(ports) < portsPercent) return undefined;
  const { used, most, destination } = ports;
  return {
    symptom: 'host.ports_exhausted',
    summary: safe`${used} of ${most} ports taken to ${destination}`,
    evidence: safe`${used} of the ${most} ports for outgoing connections are taken towards ${destination}, those that wait for stragglers included`,
  };
}

/** An interface that nobody uses has no link either: it counts where it worked before, or is named. */
export function judgeLinks(
  { slow: { interfaces, before } }: { readonly slow: Pick<SlowReadings, 'interfaces' | 'before'> },
  { interfaces: wanted }: Pick<HostOptions, 'interfaces'>,
): readonly HostJudgement[] {
  const down = interfaces.filter(
    ({ name, isUp, works }) => !(isUp && works) && (before.has(name) || wanted.includes(name)),
  );
  const names = new Set(interfaces.map(({ name }) => name));
  const gone = interfaces.length === 0 ? [] : wanted.filter((name) => !names.has(name));
  return [
    ...down.map(
      ({ name, isUp }): HostJudgement => ({
        symptom: 'host.link_down',
        summary: isUp ? safe`${name} has no link` : safe`${name} is switched off`,
        evidence: isUp
          ? safe`${name} is switched on and has no carrier`
          : safe`${name} is switched off, and should work`,
      }),
    ),
    ...gone.map(
      (name): HostJudgement => ({
        symptom: 'host.link_down',
        summary: safe`there is no interface ${name}`,
        evidence: safe`the machine has no interface ${name}`,
      }),
    ),
  ];
}

export function judgeFlaps(
  { signs }: Pick<HostReadings, 'signs'>,
  { kernelLookbackMs }: Pick<HostOptions, 'kernelLookbackMs'>,
): readonly HostJudgement[] {
  const losses = signs.filter(
    ({ kind, ageMs }) => kind === 'link-down' && ageMs !== null && ageMs < kernelLookbackMs,
  );
  return [...Map.groupBy(losses, ({ thing }) => thing)].flatMap(
    ([name, lines]): readonly HostJudgement[] =>
      lines.length < FLAPS
        ? []
        : [
            {
              symptom: 'host.link_flaps',
              summary: safe`${name} lost its link ${lines.length} times`,
              evidence: safe`kernel log: ${lines.at(-1)?.line}`,
            },
          ],
  );
}

function judgeErrors(now: Interface, before: Interface | undefined): HostJudgement | undefined {
  const errors = (now.errors ?? 0) - (before?.errors ?? now.errors ?? 0);
  const packets = (now.packets ?? 0) - (before?.packets ?? now.packets ?? 0);
  if (errors < LEAST_ERRORS || (100 * errors) / Math.max(1, packets) < ERRORS_PERCENT) {
    return undefined;
  }
  return {
    symptom: 'host.link_errors',
    summary: safe`${now.name}: ${errors} errors in ${packets} packets`,
    evidence: safe`since an earlier look ${now.name} counted ${errors} errors in ${packets} packets`,
  };
}
