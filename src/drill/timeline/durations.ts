/** Milliseconds that a healthy look takes, where the timeline does not say: the order of magnitude. */
const usualMs: Readonly<Record<string, number>> = {
  dns: 10,
  tcp: 15,
  tls: 40,
  http: 60,
  openai: 700,
  statuspage: 120,
  host: 10,
  process: 2,
  docker: 10,
  gpu: 150,
  file: 5,
};
const otherMs = 50;

/** Between these times the usual, most often in the lower half, as latencies are. */
const leastFactor = 0.85;
const factorRange = 0.5;
/** What is slow takes so many times the usual, and at least this. */
const slowFactor = 12;
const slowFloorMs = 1_000;
/** Who refuses, refuses at once. */
const refusalMs = 3;

export interface DurationInput {
  readonly probe: string;
  readonly symptom: string | null;
  /** What the series usually takes, where the file says. */
  readonly usual: number | undefined;
  /** What a look in this state takes, where the file says. */
  readonly takes: number | undefined;
  readonly deadlineMs: number;
  /** 0…1. */
  readonly chance: number;
}

/** How long a look took: never longer than its deadline. */
export function durationOf(input: DurationInput): number {
  const { deadlineMs, chance } = input;
  const factor = leastFactor + factorRange * chance * chance;
  const ms = middleOf(input) * factor;
  const isTimeout = /timeout|smi_hung/.test(input.symptom ?? '') && input.takes === undefined;
  return Math.max(0.1, Math.round(Math.min(isTimeout ? deadlineMs : ms, deadlineMs) * 10) / 10);
}

function middleOf({ probe, symptom, usual, takes, deadlineMs }: DurationInput): number {
  const healthyMs = usual ?? usualMs[probe] ?? otherMs;
  if (takes !== undefined) return takes;
  if (symptom === null) return healthyMs;
  if (/slow|stall/.test(symptom)) {
    return Math.min(deadlineMs * 0.8, Math.max(slowFloorMs, healthyMs * slowFactor));
  }
  return /refused|reset|closed/.test(symptom) ? refusalMs : healthyMs;
}
