/** Headers that speak of one connection and not of the message. */
const OF_ONE_CONNECTION = ['connection', 'keep-alive', 'proxy-connection', 'upgrade'];

/** Raw headers (names and values in turn) without some, all others as they came. */
export function withoutHeaders(raw: readonly string[], ...names: readonly string[]): string[] {
  const dropped = new Set([...OF_ONE_CONNECTION, ...names]);
  const kept: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name = '', value = ''] = [raw[index], raw[index + 1]];
    if (!dropped.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}
