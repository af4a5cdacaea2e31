/** Knows the values of every resolved secret and strikes them out of text. */
export interface Redactor {
  /** Learn a secret value: from now on it and its base64, URL and JSON forms are struck out. */
  learn(value: string): void;
  /** The text with every known form of every known secret replaced by `‹redacted›`. */
  redact(text: string): string;
}
