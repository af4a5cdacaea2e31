import type { Redactor } from '../../src/text/redact.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { sanitise } from '../../src/text/sanitise.ts';

/** Characters of a name, a header or a reason that a person reads. */
const MAX_FACT_CHARACTERS = 200;
/** Characters of a body shown as evidence: enough for an error's JSON. */
const MAX_BODY_CHARACTERS = 400;
/** Bytes of a body decoded for that; redaction sees more than what is shown. */
const MAX_BODY_BYTES = 8_192;

/** Text from outside in the form in which an observation may keep it: redacted, then sanitised. */
export class KeptText {
  readonly #redactor: Redactor;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  fact(text: string): SafeText {
    return sanitise(this.#redactor.redact(text), { maxCharacters: MAX_FACT_CHARACTERS });
  }

  /** The start of a body, on one line. */
  body(bytes: Buffer): SafeText {
    const text = bytes.subarray(0, MAX_BODY_BYTES).toString('utf8').replace(/\s+/g, ' ');
    return sanitise(this.#redactor.redact(text), { maxCharacters: MAX_BODY_CHARACTERS });
  }
}
