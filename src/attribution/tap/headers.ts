/** Headers that belong to one connection: each side of the tap has its own. */
const ofConnection: ReadonlySet<string> = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'upgrade',
  'te',
  'expect',
]);

/** As they were written, in their order, without those that belong to one connection. */
export function passedHeaders(raw: readonly string[], without: readonly string[] = []): string[] {
  const passed: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] as string;
    const key = name.toLowerCase();
    if (!ofConnection.has(key) && !without.includes(key))
      passed.push(name, raw[index + 1] as string);
  }
  return passed;
}
