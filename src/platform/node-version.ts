/**
 * Loaded before everything else, by Nodes too old for the rest: no imports, and no syntax newer
 * than Node 18 knows.
 */

/** The oldest Node whose type stripping, SQLite and zstd are what weaklink needs. */
const OLDEST = [22, 19] as const;

/** What to say on this Node; `undefined` when it is new enough. */
export function nodeVersionProblem(version: string): string | undefined {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return undefined;
  return `weaklink needs Node ${OLDEST.join('.')} or newer, and this is Node ${version}. [E_NODE]
  Install a newer Node (https://nodejs.org). In a checkout, npm ci brings one: npm start uses it.`;
}

/** Ends the process with exit code 2 and a plain message on a Node that is too old. */
export function requireNodeVersion(): void {
  const problem = nodeVersionProblem(process.versions.node);
  if (problem === undefined) return;
  console.error(problem);
  process.exit(2);
}
