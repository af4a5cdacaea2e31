/** The settings of one section of the shared files. */
export type Profile = Readonly<Record<string, string | undefined>>;

/**
 * The profiles and the sign-on sessions of `~/.aws/config` and `~/.aws/credentials`. What stands in the
 * file of credentials counts over the other.
 */
export async function profilesIn(config: string, credentials: string) {
  const { default: ini } = await import('ini');
  const profiles = new Map<string, Profile>();
  const sessions = new Map<string, Profile>();
  for (const [section, settings] of sectionsOf(ini.parse(config))) {
    const [, kind, name] = /^(?:(profile|sso-session) +)?(.+)$/.exec(section) ?? [];
    if (name === undefined) continue;
    if (kind === 'sso-session') sessions.set(name.trim(), settings);
    else profiles.set(name.trim(), settings);
  }
  for (const [name, settings] of sectionsOf(ini.parse(credentials))) {
    profiles.set(name, { ...profiles.get(name), ...settings });
  }
  return { profiles, sessions };
}

/** Dots in a section's name nest in this parser: `[a.b]` is `{ a: { b } }`, joined here again. */
function sectionsOf(tree: object, prefix = ''): readonly (readonly [string, Profile])[] {
  const own: Record<string, string> = {};
  const below: (readonly [string, Profile])[] = [];
  for (const [name, value] of Object.entries(tree)) {
    if (typeof value === 'string') own[name] = value;
    else if (typeof value === 'object' && value !== null) {
      below.push(...sectionsOf(value, prefix === '' ? name : `${prefix}.${name}`));
    }
  }
  return prefix !== '' && Object.keys(own).length > 0 ? [[prefix, own], ...below] : below;
}
