import { WeaklinkError } from '../../src/platform/errors.ts';
import type { Probe } from '../probe.ts';
import { type Asking, lookAtCloud, type Told } from './look.ts';
import { type CloudDial, LEAST_INTERVAL_MS } from './options.ts';
import { cloudSymptoms } from './symptoms.ts';

/** What makes one cloud's probe its own. */
interface CloudParts<Options extends CloudDial & { readonly look: string }>
  extends Pick<Probe<Options>, 'kind' | 'summary' | 'options' | 'infer' | 'command'> {
  /** What each look asks. */
  readonly looks: Readonly<
    Record<Options['look'], (options: Options, asking: Asking) => Promise<Told>>
  >;
  /** Options for what somebody typed; undefined where it names nothing of this cloud. */
  readonly optionsOfTarget: (target: string) => object | undefined;
  /** What may be typed, a sentence. */
  readonly hint: string;
}

/** The probe of a cloud, which asks from where it stands and speaks of nothing but its own link. */
export function cloudProbe<Options extends CloudDial & { readonly look: string }>({
  looks,
  optionsOfTarget,
  hint,
  ...own
}: CloudParts<Options>): Probe<Options> {
  return {
    ...own,
    symptoms: cloudSymptoms,
    leastIntervalMs: LEAST_INTERVAL_MS,
    fromTarget(target) {
      const options = optionsOfTarget(target);
      if (options) return options;
      const message = `${own.kind}: "${target}" is nothing that it looks at`;
      throw new WeaklinkError({ code: 'E_TARGET', message, hint });
    },
    reach: () => 'self',
    look: (options, context) =>
      lookAtCloud(options, context, (asking) =>
        looks[options.look as Options['look']](options, asking),
      ),
  };
}
