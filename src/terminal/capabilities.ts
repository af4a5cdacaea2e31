import { applyColorPolicy } from './color-policy.ts';

/** What the terminal can do, found out once, so that nobody else asks the environment. */
export interface TerminalCapabilities {
  /** Whether a full screen can be drawn and keys be read. */
  readonly interactive: boolean;
  /** Why not, in plain words; null where it is interactive. */
  readonly obstacle: string | null;
  readonly color: boolean;
  /** False where the locale is not UTF-8, or `--ascii` asks for it. */
  readonly unicode: boolean;
  /** Reached through SSH: draw less often, wait longer for split key sequences. */
  readonly remote: boolean;
  /** The program between us and the terminal, whose passthrough the clipboard needs. */
  readonly multiplexer: 'tmux' | 'screen' | null;
  /** Shortest time between two updates that nobody asked for, in milliseconds. */
  readonly updateIntervalMs: number;
  /** How long a lone Esc is held back in case it is the head of a split arrow key. */
  readonly escapeDelayMs: number;
}

export interface CapabilitySources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly argv: readonly string[];
  readonly stdin: { readonly isTTY?: boolean };
  readonly stdout: { readonly isTTY?: boolean };
}

/** At most four updates a second: faster than eyes compare, slow enough to idle. */
const localUpdateIntervalMs = 250;
/** One update a second is what a slow SSH line carries without lag. */
const remoteUpdateIntervalMs = 1_000;
const localEscapeDelayMs = 50;
/** A key sequence that a long line tears apart arrives within a round trip. */
const remoteEscapeDelayMs = 150;

export function detectTerminal(sources: Partial<CapabilitySources> = {}): TerminalCapabilities {
  const { env, argv, stdin, stdout }: CapabilitySources = {
    env: process.env,
    argv: process.argv,
    stdin: process.stdin,
    stdout: process.stdout,
    ...sources,
  };
  const remote = Boolean(env.SSH_CONNECTION ?? env.SSH_TTY);
  const obstacle = obstacleOf(env, stdin, stdout);
  return {
    interactive: obstacle === null,
    obstacle,
    color: applyColorPolicy(argv, { ...env }),
    unicode: !argv.includes('--ascii') && hasUnicodeLocale(env),
    remote,
    multiplexer: multiplexerOf(env),
    updateIntervalMs: remote ? remoteUpdateIntervalMs : localUpdateIntervalMs,
    escapeDelayMs: remote ? remoteEscapeDelayMs : localEscapeDelayMs,
  };
}

function obstacleOf(
  env: CapabilitySources['env'],
  stdin: CapabilitySources['stdin'],
  stdout: CapabilitySources['stdout'],
): string | null {
  if (!stdout.isTTY) return 'the output is not a terminal';
  if (!stdin.isTTY) return 'the input is not a terminal';
  if (env.TERM === 'dumb') return 'the terminal cannot move its cursor (TERM=dumb)';
  return null;
}

/** The first of these that is set and not empty decides, as in the C library. */
function hasUnicodeLocale(env: CapabilitySources['env']): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return /utf-?8/i.test(locale);
}

function multiplexerOf(env: CapabilitySources['env']): 'tmux' | 'screen' | null {
  if (env.TMUX) return 'tmux';
  return env.STY || env.TERM?.startsWith('screen') ? 'screen' : null;
}
