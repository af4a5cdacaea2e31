import { probes } from '../../../probes/registry.ts';
import { accountingSteps, type Knowledge } from '../../attribution/steps.ts';
import { loadChain } from '../../chain/load.ts';
import type { ConsoleFeed, FeedFaults } from '../../console/feed.ts';
import type { RecordingWriter } from '../../events/recording.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import type { Traffic } from '../../sandbox/traffic/traffic.ts';
import type { Sandbox, SandboxFault } from '../../sandbox/types.ts';
import { Session } from '../../session/session.ts';
import { knowledgeOf } from '../attribution/knowledge.ts';
import type { CommandContext } from '../command.ts';
import { sessionFeed, titleOf } from '../session-feed.ts';
import { stateDirectoryOf } from '../state-directory.ts';

/** The sandbox with a session that watches it. Faults injected through it are told in the stream. */
export class DemoSession {
  readonly session: Session;
  readonly #sandbox: Sandbox;
  readonly #active = new Set<string>();
  readonly #knowledge: Knowledge;
  #traffic: Traffic | null = null;

  private constructor(session: Session, sandbox: Sandbox, knowledge: Knowledge) {
    this.session = session;
    this.#sandbox = sandbox;
    this.#knowledge = knowledge;
  }

  /**
   * Starts everything; the looks begin at once.
   *
   * @param recording takes every event; null for none
   * @param intervalMs of the looks; the sandbox's own default when absent
   * @throws WeaklinkError E_SANDBOX, or the signal's reason
   */
  static async start(
    { signal, output, globals }: CommandContext,
    recording: RecordingWriter | null = null,
    intervalMs?: number,
  ): Promise<DemoSession> {
    const sandbox = await startSandbox({
      signal,
      ...(intervalMs === undefined ? {} : { intervalMs }),
    });
    try {
      const chain = loadChain(sandbox.chainYaml, 'sandbox', probes);
      const attribution = { ...sandbox.attribution, datanets: [] };
      const knowledge = await knowledgeOf({}, globals, { ...chain, attribution });
      const session = new Session({
        chain,
        // A demo is no incident: it enters a journal only where the user has named one.
        journalDirectory:
          globals.journal && globals.stateDirectory !== undefined
            ? stateDirectoryOf(globals)
            : null,
        recording,
        onTrouble: output.progress,
      });
      session.start();
      return new DemoSession(session, sandbox, knowledge);
    } catch (error) {
      await sandbox.stop();
      throw error;
    }
  }

  /** Lets agents and teams ask, so often a second; what becomes of it is told in the stream. */
  async startTraffic(rate: number): Promise<void> {
    if (rate === 0) return;
    this.#traffic = await this.#sandbox.startTraffic({
      rate,
      onInference: (inference) => this.session.publish('inference', inference, inference.link),
    });
  }

  get faults(): readonly SandboxFault[] {
    return this.#sandbox.faults;
  }

  async inject(name: string): Promise<void> {
    await this.#sandbox.inject(name);
    this.#active.add(name);
    this.#tell('injected', name);
  }

  async clear(name?: string): Promise<void> {
    const cleared = name === undefined ? [...this.#active] : [name];
    // Told first: who scores a recording must find the fault still in force where it ends.
    for (const one of cleared) this.#tell('cleared', one);
    await this.#sandbox.clear(name);
    for (const one of cleared) this.#active.delete(one);
  }

  feed(): ConsoleFeed {
    const faults: FeedFaults = {
      list: () => this.faults,
      active: () => [...this.#active],
      inject: (name) => this.inject(name),
      clear: (name) => this.clear(name),
    };
    return sessionFeed(this.session, titleOf('DEMO'), faults, () =>
      accountingSteps(this.#knowledge),
    );
  }

  async stop(): Promise<void> {
    // Looks end before their targets do, so that the end of the demo is not taken for a fault.
    await this.#traffic?.stop();
    await this.session.stop();
    await this.#sandbox.stop();
  }

  #tell(action: 'injected' | 'cleared', name: string): void {
    const fault = this.faults.find((one) => one.name === name);
    if (!fault) return;
    const { link, mode } = fault;
    this.session.publish('fault', { action, name, link, mode }, link);
  }
}
