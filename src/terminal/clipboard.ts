/** Terminals drop longer requests; this is the cap that the common ones share. */
export const clipboardMaxEncodedBytes = 74_994;
/** GNU screen cuts one passthrough string at 768 bytes, header and footer included. */
const screenChunkBytes = 500;

const ESC = '\u001b';

/**
 * The sequence (OSC 52) that asks the terminal, wherever it is, to put the text into its
 * clipboard; null when the text is too long to be taken.
 */
export function clipboardSequence(
  text: string,
  multiplexer: 'tmux' | 'screen' | null,
): string | null {
  const encoded = Buffer.from(text, 'utf8').toString('base64');
  if (encoded.length > clipboardMaxEncodedBytes) return null;
  const request = `${ESC}]52;c;${encoded}\u0007`;
  if (multiplexer === 'tmux') return `${ESC}Ptmux;${request.replaceAll(ESC, ESC + ESC)}${ESC}\\`;
  if (multiplexer !== 'screen') return request;
  const chunks = request.match(new RegExp(`[^]{1,${screenChunkBytes}}`, 'g')) ?? [];
  return chunks.map((chunk) => `${ESC}P${chunk}${ESC}\\`).join('');
}
