import { onlyOk, type Weights } from './effect.ts';
import { remembered } from './remembered.ts';
import { waitsInVain } from './silence.ts';

/** What is asked on the way to an answer, and may be done without. */
export type Lacking = 'data' | 'service';

interface Parts {
  /** Part of the answers that go without it, as if nothing had happened. */
  readonly worse: number;
  /** Part of them that waited for it first, where it keeps silent. */
  readonly late: number;
  /** Part of those who began anew meanwhile, and wait for it before they answer. */
  readonly loading: number;
}

const parts: Readonly<Record<Lacking, Parts>> = {
  data: { worse: 0.1, late: 0.06, loading: 0.06 },
  service: { worse: 0.1, late: 0.05, loading: 0 },
};

const words = {
  llm: { worse: 'llm.canary_mismatch', late: 'llm.ttft_slow', loading: 'llm.loading' },
  http: { worse: 'http.body_mismatch', late: 'http.slow', loading: 'http.503' },
} as const;

/** What is seen of who asks a thing that fails: some make up an answer, some give up waiting, some never come up. */
export function withoutIt(shown: Weights, lacking: Lacking, layer: keyof typeof words): Weights {
  return onlyOk(shown) ? shown : without[lacking][layer](shown);
}

const without = {
  data: { llm: toldWithout('data', 'llm'), http: toldWithout('data', 'http') },
  service: { llm: toldWithout('service', 'llm'), http: toldWithout('service', 'http') },
} as const;

function toldWithout(lacking: Lacking, layer: keyof typeof words): (shown: Weights) => Weights {
  const { worse, late, loading } = parts[lacking];
  const called = words[layer];
  return remembered((shown: Weights) => {
    const more: Record<string, number> = { ...shown };
    const add = (symptom: string, weight: number) => {
      if (weight > 0) more[symptom] = (more[symptom] ?? 0) + weight;
    };
    add(called.worse, worse);
    add(called.late, waitsInVain(shown) ? late : 0);
    add(called.loading, loading);
    return more;
  });
}
