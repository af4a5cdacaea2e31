import type { SafeText } from '../../src/text/safe-text.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import { curlWords } from '../http/command.ts';
import { commandLine } from '../network/shell-words.ts';
import { apiUrl, type OpenaiOptions } from './options.ts';
import { completionBody, statedHeaders } from './request.ts';

export function commandOf(options: OpenaiOptions): SafeText {
  const { canary } = options;
  const kind = canary ? 'completion' : 'list';
  const url = apiUrl(options.url, canary ? 'chat/completions' : 'models');
  const data = canary ? ['-N', '-d', shellQuote(completionBody(options, canary))] : [];
  const words = curlWords({ ...options, url, headers: statedHeaders(options, kind) });
  return commandLine(['curl -sS -i', ...data, ...words]);
}
