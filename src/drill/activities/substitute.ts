import type { JsonValue } from '../experiment-types.ts';

/** Values by name, as `${name}` stands for them. */
export type Settings = Readonly<Record<string, JsonValue>>;

const placeholder = /\$\{([^{}$]+)\}/g;

/** Names that a text or what holds texts asks for. */
export function namesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    return [...value.matchAll(placeholder)].map(([, name]) => (name ?? '').trim());
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(namesIn);
}

/**
 * A text with every `${name}` replaced. One that is nothing but a name keeps the value's own type;
 * a name that nobody knows stays as it is. What is put in is not read again.
 */
export function substituted(value: JsonValue, settings: Settings): JsonValue {
  if (typeof value === 'string') return substitutedText(value, settings);
  if (Array.isArray(value)) return value.map((one: JsonValue) => substituted(one, settings));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, substituted(one, settings)]),
  );
}

/** As {@link substituted}, where a text has to come out. */
export function textWith(text: string, settings: Settings): string {
  const value = substitutedText(text, settings);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function substitutedText(text: string, settings: Settings): JsonValue {
  const whole = /^\$\{([^{}$]+)\}$/.exec(text)?.[1]?.trim();
  if (whole !== undefined) return settingAt(whole, settings) ?? text;
  return text.replace(placeholder, (asked, name: string) => {
    const value = settingAt(name.trim(), settings);
    if (value === undefined) return asked;
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

function settingAt(name: string, settings: Settings): JsonValue | undefined {
  return Object.hasOwn(settings, name) ? settings[name] : undefined;
}
