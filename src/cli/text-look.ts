import type { TextLook } from '../report/text.ts';
import { detectTerminal } from '../terminal/capabilities.ts';
import type { Output } from './output.ts';

/** How text for people may look where stdout goes. */
export function textLook(output: Output): TextLook {
  const { color, unicode } = detectTerminal();
  return { terminal: output.terminal, color, unicode };
}
