import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { watchdogArguments } from './entry.ts';
import type { HeldLease, Lease } from './lease.ts';
import { bootId, identityOf, ownIdentity, type ProcessIdentity } from './process-identity.ts';
import {
  createRunDirectory,
  createScratch,
  leasePath,
  tidyRun,
  writeLease,
} from './run-directory.ts';

/** Milliseconds in which the watchdog stands, on a busy machine. */
const READY_MS = 20_000;
/** Milliseconds in which it ends once there is nothing left for it. */
const ENDS_MS = 5_000;

export type NewLease = Pick<
  Lease,
  'scenario' | 'fault' | 'injector' | 'chain' | 'link' | 'explains' | 'plan'
> & { readonly ttlMs: number };

/** The leases of one `drill run` and the watchdog over them. */
export class LeaseBook {
  readonly run: string;
  readonly #owner: ProcessIdentity;
  readonly #bootId = bootId();
  #watchdog: ChildProcess | undefined;
  #starting: Promise<void> | undefined;
  #leases = 0;

  /** @throws WeaklinkError E_DRILL_STATE when nothing can be written there */
  constructor(stateDirectory: string) {
    this.#owner = ownIdentity();
    try {
      this.run = createRunDirectory(stateDirectory, new Date().toISOString(), this.#owner);
    } catch (error) {
      throw cannot(`${stateDirectory}: undo plans cannot be written`, error);
    }
  }

  /** Process id of the watchdog, once it stands. */
  get watchdogPid(): number | undefined {
    return this.#watchdog?.pid;
  }

  /** A private temporary directory that is gone after the run, also when the drill is killed. */
  scratch(): string {
    return createScratch(this.run);
  }

  /**
   * Writes down what is about to be done. When this resolves, the lease is on disk and a watchdog
   * stands; only then may the fault be applied.
   *
   * @throws WeaklinkError E_DRILL_STATE, E_DRILL_WATCHDOG
   */
  async hold({ ttlMs, ...lease }: NewLease): Promise<HeldLease> {
    await this.#ensureWatchdog();
    this.#leases += 1;
    const nowMs = Date.now();
    const held: HeldLease = {
      path: leasePath(this.run, this.#leases),
      lease: {
        schema: 'weaklink.lease/1',
        ...lease,
        createdAt: new Date(nowMs).toISOString(),
        deadline: new Date(nowMs + ttlMs).toISOString(),
        bootId: this.#bootId,
        owner: this.#owner,
        lastAttempt: null,
      },
    };
    try {
      writeLease(held.path, held.lease);
    } catch (error) {
      throw cannot(`${held.path}: the undo plan cannot be written`, error);
    }
    return held;
  }

  /** Lets the watchdog go; it undoes what is left and removes the run's directory. */
  async close(): Promise<void> {
    const watchdog = this.#watchdog;
    if (!watchdog || !isRunning(watchdog)) {
      tidyRun(this.run);
      return;
    }
    const ended = once(watchdog, 'exit');
    watchdog.stdin?.end();
    const patience = new AbortController();
    await Promise.race([ended, pause(ENDS_MS, undefined, { signal: patience.signal })]);
    patience.abort();
    // With work left it goes on alone.
    watchdog.unref();
  }

  /** One that was killed is replaced before the next fault. */
  async #ensureWatchdog(): Promise<void> {
    if (this.#starting) await this.#starting;
    if (this.#watchdog && isRunning(this.#watchdog)) return;
    this.#starting = this.#startWatchdog().finally(() => {
      this.#starting = undefined;
    });
    await this.#starting;
  }

  async #startWatchdog(): Promise<void> {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const child = spawn(process.execPath, [...watchdogArguments(this.run)], {
      // A session of its own: neither the terminal's end nor a signal to the group reaches it.
      detached: true,
      cwd: '/',
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdin?.on('error', () => {});
    const ready = Promise.withResolvers<void>();
    const timer = setTimeout(
      () => ready.reject(new Error(`not ready within ${READY_MS} ms`)),
      READY_MS,
    );
    child.once('error', ready.reject);
    child.once('exit', (code) => ready.reject(new Error(`it ended with ${code}`)));
    child.stdout?.once('data', () => ready.resolve());
    try {
      await ready.promise;
    } catch (error) {
      child.kill('SIGKILL');
      throw new WeaklinkError({
        code: 'E_DRILL_WATCHDOG',
        message: 'the watchdog that undoes faults after a crash cannot be started',
        hint: 'Nothing was injected. Look at the memory and the process limit of this machine.',
        exitCode: ExitCode.CouldNotLook,
        cause: error,
      });
    } finally {
      clearTimeout(timer);
      ready.promise.catch(() => {});
    }
    child.stdout?.destroy();
    this.#watchdog = child;
  }
}

function isRunning({ exitCode, signalCode, pid = 0 }: ChildProcess): boolean {
  // Node may not have heard yet that it was killed; the kernel knows.
  return exitCode === null && signalCode === null && identityOf(pid) !== null;
}

function cannot(message: string, cause: unknown): WeaklinkError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
  return new WeaklinkError({
    code: 'E_DRILL_STATE',
    message: `${message} (${code})`,
    hint: 'Nothing was injected. Name a directory that may be written with --state-dir.',
    exitCode: ExitCode.CouldNotLook,
    cause,
  });
}
