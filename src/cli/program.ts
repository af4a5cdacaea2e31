import { Command } from 'commander';
import type { ExitCode } from '../platform/exit-codes.ts';
import { version } from '../platform/version.ts';
import { sanitise } from '../text/sanitise.ts';
import type {
  CommandContext,
  CommandGroup,
  CommandSpec,
  GlobalOptions,
  OptionValues,
} from './command.ts';
import { commands } from './commands.ts';

/**
 * The command line as commander understands it. Nothing of a command is loaded before it runs.
 *
 * @param finish receives the exit code of the command that ran
 */
export function buildProgram(
  surroundings: Omit<CommandContext, 'globals'>,
  finish: (code: ExitCode) => void,
): Command {
  const { output } = surroundings;
  const program = new Command('weaklink')
    .description('Finds the weak link in the chain that serves a model.')
    .version(version, '-V, --version', 'print the version')
    .option('--no-color', 'no colour (NO_COLOR is honoured too)')
    .option('--ascii', 'draw with ASCII characters alone')
    .option('--state-dir <directory>', 'where the journal and the log are kept')
    .option('--no-journal', 'keep no journal')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print the help of a command')
    .configureOutput({
      writeOut: output.result,
      // It repeats what was typed.
      writeErr: (text) => output.progress(sanitise(text.trimEnd(), { lines: true })),
    })
    .exitOverride()
    .addHelpText('after', examplesOf(Object.values(commands)))
    .addHelpText('after', EXIT_CODES);
  const actOf =
    (spec: CommandSpec): Act =>
    async (operands, options, globals) =>
      finish(await (await spec.load())(operands, options, { ...surroundings, globals }));
  for (const [name, spec] of Object.entries<CommandSpec | CommandGroup>(commands)) {
    if (!('subcommands' in spec)) {
      addCommand(program, name, spec, program, actOf(spec));
      continue;
    }
    const group = spec.load
      ? addCommand(program, name, spec, program, actOf({ ...spec, load: spec.load }))
      : newCommand(program, name, spec);
    for (const [subname, subspec] of Object.entries(spec.subcommands)) {
      addCommand(group, subname, subspec, program, actOf(subspec));
    }
  }
  return program;
}

const EXIT_CODES = `
Exit codes: 0 healthy · 1 fault found · 2 wrong command line or file ·
            3 weaklink could not look · 130 interrupted`;

type Act = (
  operands: readonly string[],
  options: OptionValues,
  globals: GlobalOptions,
) => Promise<void>;

function addCommand(
  parent: Command,
  name: string,
  spec: Omit<CommandSpec, 'load'>,
  program: Command,
  act: Act,
): Command {
  const command = newCommand(parent, name, spec);
  for (const [flags, does] of spec.options) command.option(flags, does);
  command.action(async () => {
    // Several files after one command arrive as one list.
    const operands = command.processedArgs.flat().filter(isText);
    // Of an option that its group has too, the group takes the value.
    const options = parent === program ? command.opts() : { ...parent.opts(), ...command.opts() };
    await act(operands, options, globalOptions(program));
  });
  return command;
}

function newCommand(parent: Command, name: string, spec: Omit<CommandSpec, 'load'>): Command {
  return parent
    .command(`${name} ${spec.operands}`.trim(), { isDefault: name === 'watch' })
    .description(spec.summary)
    .exitOverride()
    .addHelpText('after', examplesOf([spec]));
}

function globalOptions(program: Command): GlobalOptions {
  // Colour and glyphs are the terminal room's: it reads the command line itself, before all else.
  const { journal, stateDir } = program.opts<{ journal: boolean; stateDir?: string }>();
  return { journal, stateDirectory: stateDir };
}

function isText(operand: unknown): operand is string {
  return typeof operand === 'string';
}

function examplesOf(specs: readonly Pick<CommandSpec, 'examples'>[]): string {
  // One example a command keeps the general help on one screen.
  const examples = specs.flatMap(({ examples }) =>
    specs.length > 1 ? examples.slice(-1) : examples,
  );
  return `\nExamples:\n${examples.map(([line, does]) => `  ${line}\n      ${does}`).join('\n')}`;
}
