import type { PlannedFault, Scenario } from '../types.ts';

/** One thing to do at its time. */
export interface Step {
  /** Milliseconds from the moment of the first fault's plan; negative: before. */
  readonly atMs: number;
  readonly do: 'inject' | 'undo';
  readonly fault: PlannedFault;
  /** The first inject and the last undo of a fault; those between are its flapping. */
  readonly isEdge: boolean;
}

export interface Schedule {
  /** In the order in which they are done: what ends makes room for what begins. */
  readonly steps: readonly Step[];
  /** When the last fault that has an end has ended, and the others have had their time. */
  readonly endMs: number;
}

/** On and off so often at most: a fault that flaps for an hour every second is another kind of test. */
const MOST_FLAPS = 500;

type Planned = Pick<Scenario, 'faults' | 'experiment'> & {
  readonly expect: Pick<Scenario['expect'], 'withinMs'>;
};

/**
 * A fault without an end of its own lasts until the right verdict had its time; a healthy chain is
 * watched for as long. Faults that an experiment's method injects have no times.
 */
export function scheduleOf({ faults: all, experiment, expect: { withinMs } }: Planned): Schedule {
  const faults = all.filter(({ by }) => by !== 'method');
  const lastStartMs = Math.max(0, ...faults.map(({ atMs }) => atMs));
  const endOf = ({ atMs, forMs }: PlannedFault) =>
    forMs === null ? lastStartMs + withinMs : atMs + forMs;
  const endMs = Math.max(lastStartMs, ...faults.map(endOf));
  const openEnd = Math.max(endMs, lastStartMs + withinMs);
  const steps = faults.flatMap((fault) =>
    stepsOf(fault, fault.forMs === null ? openEnd : endOf(fault)),
  );
  steps.sort((a, b) => a.atMs - b.atMs || order(a) - order(b));
  return {
    steps,
    endMs: steps.at(-1)?.atMs ?? (experiment ? 0 : withinMs),
  };
}

function stepsOf(fault: PlannedFault, endMs: number): readonly Step[] {
  const { atMs, flap } = fault;
  const step = (at: number, what: Step['do'], isEdge: boolean): Step => ({
    atMs: at,
    do: what,
    fault,
    isEdge,
  });
  const first = step(atMs, 'inject', true);
  const last = step(endMs, 'undo', true);
  if (!flap) return [first, last];
  const between: Step[] = [];
  for (let count = 0; count < MOST_FLAPS; count += 1) {
    const offMs = atMs + count * (flap.onMs + flap.offMs) + flap.onMs;
    const onMs = offMs + flap.offMs;
    if (offMs < endMs) between.push(step(offMs, 'undo', false));
    if (onMs >= endMs) break;
    between.push(step(onMs, 'inject', false));
  }
  return [first, ...between, last];
}

function order(step: Step): number {
  return step.do === 'undo' ? 0 : 1;
}
