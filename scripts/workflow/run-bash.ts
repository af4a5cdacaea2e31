import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface BashScript {
  /** A file that holds the step's own script. */
  readonly file: string;
  /** `shell: bash` in the workflow asks for pipefail as well; without it GitHub gives `-e` alone. */
  readonly isStrict: boolean;
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  /** One line of stdout or stderr. */
  onLine(line: string): void;
}

/** What `timeout` gives for a program that it had to end. */
const TIMED_OUT = 124;

/**
 * Runs a step as GitHub's runner does. This is the one place of the repository in which a shell
 * runs: the script is the user's own workflow.
 *
 * @returns its exit code
 */
export function runBash(script: BashScript): Promise<number> {
  const options = script.isStrict ? ['--noprofile', '--norc', '-eo', 'pipefail'] : ['-e'];
  return new Promise((resolve, reject) => {
    const child = spawn('bash', [...options, script.file], {
      cwd: script.directory,
      env: script.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that the time limit ends what the step has started as well.
      detached: true,
    });
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, script.timeoutMs);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => script.onLine(line));
    }
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve(timedOut ? TIMED_OUT : (code ?? 1));
    });
  });
}
