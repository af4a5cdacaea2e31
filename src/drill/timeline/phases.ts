import type { PhaseName } from '../../events/types.ts';

type Shares = readonly (readonly [phase: PhaseName, share: number])[];

/** Which phases a look of each kind has, and how much of its time each takes when all is well. */
const healthy: Readonly<Record<string, Shares>> = {
  dns: [['wait', 1]],
  tcp: [
    ['resolve', 0.3],
    ['connect', 0.7],
  ],
  tls: [
    ['resolve', 0.1],
    ['connect', 0.3],
    ['tls', 0.6],
  ],
  http: [
    ['resolve', 0.05],
    ['connect', 0.15],
    ['tls', 0.2],
    ['send', 0.02],
    ['wait', 0.5],
    ['transfer', 0.08],
  ],
  openai: [
    ['resolve', 0.01],
    ['connect', 0.03],
    ['tls', 0.05],
    ['send', 0.01],
    ['wait', 0.05],
    ['first_token', 0.3],
    ['transfer', 0.55],
  ],
};
const beside: Shares = [['wait', 1]];

/** The last phase that a look reaches which ends with a symptom of this family. */
const endsIn: readonly (readonly [RegExp, PhaseName])[] = [
  [/^dns\./, 'resolve'],
  [/^tcp\.(?!slow|wrong_banner|banner)/, 'connect'],
  [/^tls\.(?!expiring)/, 'tls'],
  [/^llm\.ttft_timeout$/, 'first_token'],
  [/^http\.(?:timeout|closed|reset)$/, 'wait'],
];

/** Phases in milliseconds that sum to `durationMs`: a look that fails spends its time where it ends. */
export function phasesOf(
  probe: string,
  symptom: string | null,
  durationMs: number,
): Readonly<Partial<Record<PhaseName, number>>> {
  const all = healthy[probe] ?? beside;
  const last = endsIn.find(([family]) => symptom !== null && family.test(symptom))?.[1];
  const end = all.findIndex(([phase]) => phase === last);
  const reached = end < 0 ? all : all.slice(0, end + 1);
  const spent = reached.map(([phase, share]) => [phase, floored(share * durationMs)] as const);
  const rest = floored(durationMs - spent.reduce((sum, [, ms]) => sum + ms, 0));
  const stretched = end < 0 ? slowest(reached) : end;
  return Object.fromEntries([
    ...spent.map(([phase, ms], index) => [phase, floored(ms + (index === stretched ? rest : 0))]),
    ['total', durationMs],
  ]);
}

function slowest(shares: Shares): number {
  const most = Math.max(...shares.map(([, share]) => share));
  return shares.findIndex(([, share]) => share === most);
}

function floored(ms: number): number {
  return Math.floor(ms * 10) / 10;
}
