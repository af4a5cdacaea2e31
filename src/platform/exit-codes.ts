/** What the process says to the script that called it. The numbers are a contract: see README, "Exit codes". */
export const ExitCode = {
  /** Healthy, or the drill passed. */
  Healthy: 0,
  /** A fault was found, or the drill failed. */
  Fault: 1,
  /** The command line or a configuration file is wrong. */
  Usage: 2,
  /** weaklink itself could not look: no permission, no tool, no network of its own. */
  CouldNotLook: 3,
  /** Only of drills: something was not undone, or nobody could verify that it was. */
  NotUndone: 4,
  /** Only of drills: no steady state to begin with, or data missing. */
  Inconclusive: 5,
  /** Interrupted by the user (128 + SIGINT). */
  Interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
