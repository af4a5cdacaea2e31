/** What an adapter says of its base model in PEFT's `adapter_config.json`. */
export interface AdapterConfig {
  readonly base: string | null;
  readonly revision: string | null;
  /** `LORA`, `IA3` … */
  readonly kind: string | null;
  readonly keys: readonly string[];
}

/** @returns null where the text is not the JSON of an object */
export function adapterConfigOf(text: string): AdapterConfig | null {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return null;
  const said = (key: string): string | null => {
    const value: unknown = Object.hasOwn(data, key) ? (data as Record<string, unknown>)[key] : null;
    return typeof value === 'string' && value !== '' ? value : null;
  };
  return {
    base: said('base_model_name_or_path'),
    revision: said('revision'),
    kind: said('peft_type'),
    keys: Object.keys(data),
  };
}
