/** What decides about colour before any library that asks the environment is imported. */
interface Environment {
  [name: string]: string | undefined;
}

/**
 * Honours `NO_COLOR`, `--no-color` and `TERM=dumb`. The colour library under Ink reads only
 * `FORCE_COLOR`, and reads it when it is imported, so the entry file calls this first.
 *
 * @returns whether colour may be used
 */
export function applyColorPolicy(
  argv: readonly string[] = process.argv,
  environment: Environment = process.env,
): boolean {
  const refused =
    Boolean(environment.NO_COLOR) || argv.includes('--no-color') || environment.TERM === 'dumb';
  if (refused) environment.FORCE_COLOR = '0';
  return !refused;
}
