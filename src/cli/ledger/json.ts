/** Everything that is not printable ASCII. */
const beyondAscii = /[\u007f-\uffff]/g;

/**
 * One JSON document, or part of one, in ASCII alone: what a ledger holds comes from outside, and is given on
 * to the byte without its being able to do anything to a terminal.
 */
export function asciiJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    beyondAscii,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
