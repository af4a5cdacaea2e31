/** A service that runs in this process. */
export interface RunningService<Switches> {
  /** Replaces everything that it does wrong by `switches`; `{}` heals it. Resolves when in force. */
  set(switches: Partial<Switches>): Promise<void>;
}
