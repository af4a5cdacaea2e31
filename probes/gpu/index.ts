import { WeaklinkError } from '../../src/platform/errors.ts';
import { safe } from '../../src/text/sanitise.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import type { Probe } from '../probe.ts';
import { withinDeadline } from '../system/give-up.ts';
import { type GpuOptions, gpuOptions, selection } from './options.ts';
import { gpuSymptoms } from './symptoms.ts';
import { questionsFor } from './vendor.ts';

export const gpuProbe: Probe<GpuOptions> = {
  kind: 'gpu',
  summary: 'are the GPUs there, whole and at full speed',
  options: gpuOptions,
  symptoms: gpuSymptoms,
  infer({ kind, address }) {
    if (kind !== 'gpu') return null;
    return address === undefined ? {} : selection(address);
  },
  fromTarget(target) {
    const text = target.trim();
    const options = text === 'all' ? {} : selection(text);
    if (options !== null) return options;
    throw new WeaklinkError({
      code: 'E_TARGET',
      message: `gpu: "${text}" names no GPU`,
      hint: 'Give all, an index, a UUID or a PCI address: all, 0, GPU-…, 0000:06:00.0.',
    });
  },
  reach: () => 'self',
  command({ binary }) {
    const [[program, ...rest]] = questionsFor(binary);
    return safe`${[shellQuote(program), ...rest].join(' ')}`;
  },
  // The XML parser takes 25 ms to load: only a session that looks at a GPU pays for it.
  look: (options, context) =>
    withinDeadline(context, async () => {
      const { lookAtGpu } = await import('./look.ts');
      return lookAtGpu(options, context);
    }),
};
