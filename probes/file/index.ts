import { WeaklinkError } from '../../src/platform/errors.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import { commandLine } from '../network/shell-words.ts';
import type { Probe } from '../probe.ts';
import { withinDeadline } from '../system/give-up.ts';
import { lookAtFiles } from './look.ts';
import { type FileOptions, fileOptions, pathsOf } from './options.ts';
import { fileSymptoms } from './symptoms.ts';

export const fileProbe: Probe<FileOptions> = {
  kind: 'file',
  summary: 'is a configuration file there, and is it still the same',
  options: fileOptions,
  symptoms: fileSymptoms,
  leastIntervalMs: 10_000,
  // Which files a server is configured by cannot be told from its address.
  infer: () => null,
  fromTarget(target) {
    if (target.startsWith('/')) return { path: target };
    throw new WeaklinkError({
      code: 'E_TARGET',
      message: `file: "${target}" is not an absolute path`,
      hint: 'Give the whole path: /etc/vllm/config.yaml',
    });
  },
  reach: () => 'self',
  command: (options) => commandLine(['sha256sum', ...pathsOf(options).map(shellQuote)]),
  look: (options, context) => withinDeadline(context, () => lookAtFiles(options, context)),
};
