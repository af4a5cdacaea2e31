/** Why a field holds no value. Texts differ between versions and tools; the reasons do not. */
export type Missing =
  | 'n/a'
  | 'not supported'
  | 'deprecated'
  | 'insufficient permissions'
  | 'not found'
  | 'unknown error'
  | 'error'
  | 'reset required'
  | 'gpu lost';

/** One value as nvidia-smi printed it, and what it says. */
export interface SmiField {
  /** As printed, without surrounding white space. */
  readonly raw: string;
  /** Only for a plain decimal number, with or without a unit: not for versions, bus ids or hex. */
  readonly number?: number;
  /** As printed: `MiB`, `W`, `C`, `%`, `MHz`, `us`, `x` (PCIe lanes), `bank(s)`. */
  readonly unit?: string;
  readonly missing?: Missing;
}

/** In the order in which they are tried; brackets around the text are gone by then. */
const missingTexts: readonly (readonly [RegExp, Missing])[] = [
  [/^n\/a$/i, 'n/a'],
  [/^not supported$/i, 'not supported'],
  [/deprecated/i, 'deprecated'],
  [/insufficient permissions|no permission/i, 'insufficient permissions'],
  [/(function|field|object)? ?not found$/i, 'not found'],
  [/^unknown error$/i, 'unknown error'],
  [/^err!$/i, 'error'],
  [/gpu requires re(set|start|boot)|reset required$/i, 'reset required'],
  [/gpu is lost|fallen off the bus/i, 'gpu lost'],
];

/** Longest text that can be one of the above: longer ones are values. */
const MISSING_TEXT_CHARACTERS = 80;

export function smiField(text: string): SmiField {
  const raw = text.trim();
  const value = withoutRemark(raw);
  const missing = missingOf(value);
  if (missing !== undefined) return { raw, missing };
  const match =
    /^([+-]?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?)(?: ?([a-zA-Z%°][a-zA-Z%°/()]{0,11}))?$/.exec(
      withPoint(value),
    );
  if (!match) return { raw };
  const number = Number(match[1]);
  return match[2] === undefined ? { raw, number } : { raw, number, unit: match[2] };
}

/** Drivers from 610 print values with a remark: `610.62 [Deprecated; use KMD Version instead]`. */
export function withoutRemark(raw: string): string {
  return raw.replace(/(\S) \[Deprecated\b[^\]]{0,200}\]$/i, '$1');
}

/** `71,52 W` of a system whose decimals have a comma; three digits behind it may be thousands. */
function withPoint(value: string): string {
  return value.replace(/^([+-]?\d{1,15}),(\d{1,2} ?[a-zA-Z%°])/, '$1.$2');
}

function missingOf(raw: string): Missing | undefined {
  if (raw.length > MISSING_TEXT_CHARACTERS) return undefined;
  const text = raw.replace(/^\[(.*)\]$/, '$1');
  return missingTexts.find(([pattern]) => pattern.test(text))?.[1];
}
