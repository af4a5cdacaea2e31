import { type Probe, selfSymptoms } from '../../probes/probe.ts';
import { probes } from '../../probes/registry.ts';
import { vantagePattern, vantageRule } from '../chain/grammar.ts';
import { suggest } from '../chain/nearest.ts';
import type { Vantage } from '../chain/types.ts';
import { SpendingBook } from '../events/spending/book.ts';
import type { Outcome } from '../events/types.ts';
import { systemClock } from '../platform/clock.ts';
import { requireDurationMs } from '../platform/duration.ts';
import { WeaklinkError } from '../platform/errors.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import { runLook } from '../probing/look.ts';
import { type PlannedLook, planLooks } from '../probing/plan.ts';
import { Vantages } from '../session/vantages.ts';
import { createRedactor, type Redactor } from '../text/redact.ts';
import { sanitise } from '../text/sanitise.ts';
import { localVantage } from '../vantage/local.ts';
import type { AskPerson } from '../vantage/ssh/ask-person.ts';
import type { OptionValues, RunCommand } from './command.ts';
import { observationText } from './probe/observation-text.ts';
import { type Options, optionsFromPairs } from './probe/options.ts';
import { journalDirectoryOf } from './state-directory.ts';
import { textLook } from './text-look.ts';

const DEFAULT_DEADLINE = '10s';
/** A person types. */
const INTERACTIVE_DEADLINE = '120s';

const exitCodes: Readonly<Record<Outcome, ExitCode>> = {
  ok: ExitCode.Healthy,
  degraded: ExitCode.Fault,
  failed: ExitCode.Fault,
  unknown: ExitCode.CouldNotLook,
};

/** `weaklink probe KIND TARGET`: one look at one thing, without a chain file. */
export const runProbe: RunCommand = async ([kind = '', target = ''], options, context) => {
  const { output, signal, globals } = context;
  const probe = probeOf(kind);
  const from = vantageOf(options);
  const planned = planOne(kind, probe, target, from.name, options);
  const vantages = new Vantages([from]);
  const redactor = createRedactor();
  const directory = journalDirectoryOf(globals);
  const spending = new SpendingBook({ directory, onTrouble: output.progress });
  const { observation } = await runLook(planned, signal, {
    clock: systemClock,
    redactor,
    ssh: { ...vantages.ssh, ...(await askingOf(kind, options, redactor, signal)) },
    spending,
    vantage: (name) => vantages.named(name),
    stalledMs: () => 0,
    waitedMs: () => 0,
  }).finally(() => {
    spending.close();
    return vantages.close();
  });
  if (options.json === true) {
    output.result(`${JSON.stringify(observation, null, 2)}\n`);
  } else {
    const meaning = meaningOf(observation.symptom, probe);
    output.result(observationText(observation, meaning, textLook(output)));
  }
  return exitCodes[observation.outcome];
};

function probeOf(kind: string): Probe<unknown> {
  const all: Readonly<Record<string, Probe<unknown>>> = probes;
  const probe = Object.hasOwn(all, kind) ? all[kind] : undefined;
  if (probe) return probe;
  throw new WeaklinkError({
    code: 'E_PROBE_UNKNOWN',
    message: `there is no probe of kind "${kind}"`,
    hint: suggest(kind, Object.keys(all)),
  });
}

/** The look that a chain file with this one probe would plan. */
function planOne(
  kind: string,
  probe: Probe<unknown>,
  target: string,
  vantage: string,
  options: OptionValues,
): PlannedLook {
  const pairs = Array.isArray(options.option) ? (options.option as readonly string[]) : [];
  const stated = optionsFromPairs(pairs, probe.fromTarget(target) as Options);
  refuseWrongOptions(probe, stated);
  const usual = options.interactive === true ? INTERACTIVE_DEADLINE : DEFAULT_DEADLINE;
  const deadline = typeof options.deadline === 'string' ? options.deadline : usual;
  const deadlineMs = requireDurationMs(deadline, '--deadline');
  const plan = {
    kind,
    name: kind,
    options: stated,
    intervalMs: deadlineMs,
    deadlineMs,
    vantage,
    inferred: false,
  };
  const link = {
    id: sanitise(target),
    kind: 'service',
    needs: [],
    labels: {},
    probes: [plan],
  } as const;
  const chain = { name: 'probe', models: [], links: [link], vantages: [] };
  const [planned] = planLooks(chain, probes);
  if (!planned) throw new Error('a chain with one probe has one look');
  return planned;
}

/** Where `--from` says to stand; its own words are its name. */
function vantageOf({ from = localVantage.name }: OptionValues): Vantage {
  if (typeof from === 'string' && vantagePattern.test(from)) return { name: from, address: from };
  throw new WeaklinkError({ code: 'E_OPTION', message: `--from ${vantageRule}` });
}

/** Only a person who sits at the terminal and says so is asked, and only for a login that they look at. */
async function askingOf(
  kind: string,
  options: OptionValues,
  redactor: Redactor,
  signal: AbortSignal,
): Promise<{ readonly ask?: AskPerson }> {
  if (options.interactive !== true) return {};
  if (kind !== 'ssh') {
    throw new WeaklinkError({ code: 'E_OPTION', message: '--interactive is for the ssh probe' });
  }
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new WeaklinkError({ code: 'E_OPTION', message: '--interactive needs a terminal' });
  }
  const { askAtTerminal } = await import('./probe/ask-at-terminal.ts');
  return { ask: askAtTerminal(process.stdin, process.stderr, redactor, signal) };
}

function refuseWrongOptions(probe: Probe<unknown>, options: Options): void {
  const checked = probe.options.safeParse(options);
  if (checked.success) return;
  throw new WeaklinkError({
    code: 'E_OPTION',
    message: checked.error.issues
      .map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '))
      .join('; '),
    hint: `Options of the ${probe.kind} probe are described in probes/${probe.kind}/README.md.`,
  });
}

function meaningOf(symptom: string | null, probe: Probe<unknown>): string | null {
  if (symptom === null) return null;
  return probe.symptoms[symptom]?.meaning ?? selfSymptoms[symptom as keyof typeof selfSymptoms];
}
