/** What the exit code of a container usually means. */
const meanings: ReadonlyMap<number, string> = new Map([
  [0, 'it ended by itself, without an error'],
  [1, 'the program reported an error'],
  [2, 'the program was called wrongly'],
  [125, 'Docker could not start it'],
  [126, 'its program may not be run'],
  [127, 'its program was not found'],
  [130, 'interrupted (SIGINT)'],
  [132, 'an instruction that this processor lacks (SIGILL)'],
  [134, 'it gave up by itself (SIGABRT)'],
  [135, 'a memory mapping broke (SIGBUS), often a too small /dev/shm'],
  [136, 'an arithmetic error (SIGFPE)'],
  [137, 'killed (SIGKILL)'],
  [139, 'it used memory that is not its own (SIGSEGV)'],
  [141, 'nobody read what it wrote (SIGPIPE)'],
  [143, 'asked to stop (SIGTERM)'],
  [255, 'the program reported an error of no known kind'],
]);

/** Exit codes from here on name the signal that ended the program. */
const SIGNAL_BASE = 128;
const HIGHEST_SIGNAL = 64;

export function exitCodeMeaning(code: number): string {
  const known = meanings.get(code);
  if (known !== undefined) return known;
  const signal = code - SIGNAL_BASE;
  if (signal > 0 && signal <= HIGHEST_SIGNAL) return `ended by signal ${signal}`;
  return 'the program reported an error';
}
