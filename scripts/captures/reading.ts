/** What one reader of the product makes of one answer in a capture. */
export interface CaptureReading {
  /** The reader, as `gpu: nvidia-smi -q`. */
  readonly parsedBy: string;
  /** Fields, lines or samples by an independent count of the text; null where nothing counts them. */
  readonly inText: number | null;
  /** Those that the reader gives back. */
  readonly kept: number;
  /** What is in the text and not given back. */
  readonly lost: readonly string[];
  /** Names that the product keeps without knowing what they mean. */
  readonly unknown: readonly string[];
  /** The most telling facts, as a person would put them. */
  readonly facts: readonly string[];
  /** What the probe would say is wrong, each once. */
  readonly symptoms: readonly string[];
}

/** Reads an answer, or tells that it is not of its kind. */
export type CaptureReader = (text: string, file: string) => CaptureReading | null;

/** A reading with what most readers do not tell left out. */
export function reading(
  parts: Pick<CaptureReading, 'parsedBy' | 'kept'> & Partial<CaptureReading>,
) {
  return { inText: null, lost: [], unknown: [], facts: [], symptoms: [], ...parts };
}

/** Each once, in the order of their first time. */
export function once(items: readonly string[]): readonly string[] {
  return [...new Set(items)];
}
