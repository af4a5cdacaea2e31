import type { SafeText } from '../../src/text/safe-text.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import { curlWords } from '../http/command.ts';
import { commandLine } from '../network/shell-words.ts';
import { bedrockWords } from './bedrock-command.ts';
import type { OpenaiOptions } from './options.ts';
import { questionByHand } from './question.ts';
import { statedRequest } from './request.ts';
import { curlAuthOf } from './sign.ts';

export function commandOf(options: OpenaiOptions): SafeText {
  const ofBedrock = bedrockWords(options);
  if (ofBedrock) return commandLine(ofBedrock);
  const { canary } = options;
  const { url, headers, body } = statedRequest(options, canary && questionByHand(canary));
  const data = body === undefined ? [] : ['-N', '-d', shellQuote(body)];
  const words = curlWords({ ...options, url, headers });
  const auth = curlAuthOf(options, shellValue);
  return commandLine([...auth.before, 'curl -sS -i', ...auth.words, ...data, ...words]);
}

/** What a shell puts in the place of a reference: `$NAME`, `$(cat /path)`. */
function shellValue(stated: string): string {
  if (stated.startsWith('env:')) return `$${stated.slice('env:'.length)}`;
  return stated.startsWith('file:') ? `$(cat ${shellQuote(stated.slice('file:'.length))})` : stated;
}
