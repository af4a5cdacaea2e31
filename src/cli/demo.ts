import type { RecordingWriter } from '../events/recording.ts';
import { requireDurationMs } from '../platform/duration.ts';
import { WeaklinkError } from '../platform/errors.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import type { SandboxFault } from '../sandbox/types.ts';
import { detectTerminal } from '../terminal/capabilities.ts';
import { safe } from '../text/sanitise.ts';
import type { CommandContext, OptionValues, RunCommand } from './command.ts';
import type { HeadlessOptions } from './demo/headless.ts';
import { withRecording } from './record/with-recording.ts';

const DEFAULT_FOR = '20s';

/** What the story breaks: health checks stay green, and only a real question shows it. */
const STORY_FAULT = 'replica-a-engine-hang';

/**
 * `weaklink demo`: the console over a live chain; without a terminal its story as text; with
 * `--headless` a scored run. What is not asked for is not loaded.
 */
export const runDemo: RunCommand = async (_operands, options, context) => {
  const { output } = context;
  if (options.listFaults === true) {
    const { writeFaults } = await import('./demo/faults.ts');
    writeFaults(output, options.json === true);
    return ExitCode.Healthy;
  }
  const fault = typeof options.fault === 'string' ? await faultOf(options.fault) : null;
  const format = formatOf(options);
  const headless = options.headless === true || format !== 'text';
  const forMs = forMsOf(options);
  const traffic = trafficOf(options);
  if (!headless) refuseFor(options);
  return withRecording(options, output, (recording) =>
    headless
      ? runHeadlessDemo({ fault, forMs, format, traffic: traffic ?? 0 }, recording, context)
      : runShownDemo({ fault, traffic }, recording, context),
  );
};

async function runHeadlessDemo(
  options: HeadlessOptions,
  recording: RecordingWriter | null,
  context: CommandContext,
): Promise<ExitCode> {
  const { runHeadless } = await import('./demo/headless.ts');
  return runHeadless(options, recording, context);
}

/** Requests a second in the console, where nobody says how many. */
const CONSOLE_TRAFFIC = 5;

async function runShownDemo(
  { fault, traffic }: { readonly fault: SandboxFault | null; readonly traffic: number | null },
  recording: RecordingWriter | null,
  context: CommandContext,
): Promise<ExitCode> {
  const terminal = detectTerminal();
  if (terminal.interactive) {
    const { runDemoConsole } = await import('./demo/console.ts');
    const asked = { fault, traffic: traffic ?? CONSOLE_TRAFFIC };
    return runDemoConsole(asked, recording, terminal, context);
  }
  const { tellStory } = await import('./demo/story.ts');
  return tellStory(fault ?? (await faultOf(STORY_FAULT)), traffic ?? 0, recording, context);
}

/** @throws WeaklinkError E_FAULT_UNKNOWN, before anything is started */
async function faultOf(name: string): Promise<SandboxFault> {
  const { findFault } = await import('../sandbox/faults/registry.ts');
  return findFault(name);
}

function formatOf(options: OptionValues): HeadlessOptions['format'] {
  if (options.json === true && options.ndjson === true) {
    throw new WeaklinkError({
      code: 'E_OPTION',
      message: 'only one of --json and --ndjson can go to stdout',
    });
  }
  if (options.json === true) return 'json';
  return options.ndjson === true ? 'ndjson' : 'text';
}

function forMsOf(options: OptionValues): number {
  return requireDurationMs(typeof options.for === 'string' ? options.for : DEFAULT_FOR, '--for');
}

/** Requests a second that two cores can be asked for. */
const MOST_TRAFFIC = 2_000;

/** @returns null where it is not said */
function trafficOf({ traffic }: OptionValues): number | null {
  if (typeof traffic !== 'string') return null;
  const rate = /^\d{1,4}(?:\.\d+)?$/.test(traffic) ? Number(traffic) : Number.NaN;
  if (rate >= 0 && rate <= MOST_TRAFFIC) return rate;
  throw new WeaklinkError({
    code: 'E_OPTION',
    message: safe`--traffic: "${traffic}" is no number of requests a second from 0 to ${MOST_TRAFFIC}`,
  });
}

function refuseFor(options: OptionValues): void {
  if (options.for === undefined) return;
  throw new WeaklinkError({
    code: 'E_OPTION',
    message: '--for is for --headless: the console ends when you quit it',
  });
}
