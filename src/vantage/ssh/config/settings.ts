/** Directives that apply to one host: lower-case name → its values in their order. */
export type Settings = ReadonlyMap<string, readonly string[]>;

export function first(settings: Settings, name: string): string | undefined {
  const [value] = settings.get(name) ?? [];
  return value === undefined || value.toLowerCase() === 'none' ? undefined : value;
}

export function all(settings: Settings, name: string): readonly string[] {
  return (settings.get(name) ?? []).filter((value) => value.toLowerCase() !== 'none');
}

/** Words of one value, as paths with blanks stand in double quotes. */
export function wordsIn(value: string): readonly string[] {
  return [...value.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}
