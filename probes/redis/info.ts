/** The fields of INFO that are looked at; a field that is missing is undefined. */
export type Info = ReadonlyMap<string, string>;

/** `role:master` lines under `# Section` heads → fields. Later ones of the same name do not count. */
export function parseInfo(text: string): Info {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon <= 0 || line.startsWith('#')) continue;
    const name = line.slice(0, colon);
    if (!fields.has(name)) fields.set(name, line.slice(colon + 1));
  }
  return fields;
}

export function numberIn(info: Info, name: string): number | undefined {
  const text = info.get(name);
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}
