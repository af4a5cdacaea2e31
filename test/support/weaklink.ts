import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = resolve(import.meta.dirname, '../..');
export const entry = join(root, 'dist/main.js');

/** Directory whose existence says that a test worker is building; the others wait. */
const buildLock = join(tmpdir(), `weaklink-test-build-${process.getuid?.() ?? 0}`);
/** Milliseconds after which a builder is taken for dead. */
const BUILD_MS = 60_000;
const DEFAULT_TIMEOUT_MS = 50_000;

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly timeoutMs?: number;
}

export interface RunResult {
  /** null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

/** A running `weaklink`, as a shell would have started it. */
export interface Running {
  readonly child: ChildProcess;
  /** Resolves once stdout holds the text; rejects when the process ends without it. */
  waitFor(text: string | RegExp): Promise<void>;
  readonly ended: Promise<RunResult>;
}

/** Runs the real bundle as a child process, with a home of its own. */
export async function weaklink(
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  return (await startWeaklink(args, options)).ended;
}

export async function startWeaklink(
  args: readonly string[],
  options: RunOptions = {},
): Promise<Running> {
  await ensureBuilt();
  const home = mkdtempSync(join(tmpdir(), 'weaklink-home-'));
  const startedAt = performance.now();
  const child = spawn(process.execPath, [entry, ...args], {
    cwd: options.cwd ?? home,
    env: { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', ...mark(), ...options.env },
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  // A program that ends before it reads its input is none of the test's business.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const ended = new Promise<RunResult>((done, fail) => {
    child.once('error', fail);
    child.once('close', (exitCode, signal) => {
      clearTimeout(timer);
      rmSync(home, { recursive: true, force: true });
      done({ exitCode, signal, ...output, durationMs: performance.now() - startedAt });
    });
  });
  return { child, ended, waitFor: (text) => waitFor(child, () => output.stdout, text) };
}

/** Lets the check of the repository find processes that outlive their test. */
function mark(): Record<string, string> {
  const { WEAKLINK_CI_MARK } = process.env;
  return WEAKLINK_CI_MARK === undefined ? {} : { WEAKLINK_CI_MARK };
}

function waitFor(child: ChildProcess, output: () => string, text: string | RegExp): Promise<void> {
  const holds = () => (typeof text === 'string' ? output().includes(text) : text.test(output()));
  return new Promise((done, fail) => {
    const check = () => {
      if (!holds()) return;
      child.stdout?.off('data', check);
      done();
    };
    child.stdout?.on('data', check);
    child.once('close', () => {
      if (!holds()) fail(new Error(`ended without ${text}; stdout:\n${output()}`));
    });
    check();
  });
}

/** Builds the bundle unless it is newer than every source; `npm test` has just built it. */
export async function ensureBuilt(): Promise<void> {
  const deadline = performance.now() + BUILD_MS;
  while (isStale()) {
    if (takeLock()) {
      try {
        if (isStale()) {
          execFileSync(process.execPath, ['scripts/build.ts', '--quiet'], { cwd: root });
        }
      } finally {
        rmdirSync(buildLock);
      }
      return;
    }
    if (performance.now() > deadline) throw new Error(`stale build lock: remove ${buildLock}`);
    await sleep(100);
  }
}

function takeLock(): boolean {
  try {
    mkdirSync(buildLock);
    return true;
  } catch {
    return false;
  }
}

function isStale(): boolean {
  const built = statSync(join(root, 'dist/meta.json'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return ['src', 'probes', 'package.json'].some((name) => newest(join(root, name)) > built);
}

function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const inside = readdirSync(path).map((name) => newest(join(path, name)));
  return Math.max(stat.mtimeMs, ...inside);
}
