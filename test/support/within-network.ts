/** The same program in the network namespace of this path; nsenter becomes it, so signals reach it. */
export function withinNetwork(
  path: string | undefined,
  command: readonly string[],
): readonly string[] {
  return path === undefined ? command : ['nsenter', `--net=${path}`, '--', ...command];
}
