import type { Measure } from '../events/types.ts';
import { type Drift, DriftDetector, type DriftSpec } from './drift.ts';

const mebibyte = 1_048_576;
const up = (matters: number, leastAmount: number): DriftSpec => ({
  bad: 'up',
  scale: 'ratio',
  matters,
  leastAmount,
});
const points = (bad: DriftSpec['bad'], matters: number): DriftSpec => ({
  bad,
  scale: 'difference',
  matters,
  leastAmount: 0,
});

interface Watched {
  /** The unit as the probe writes it; a measure with another one is another quantity. */
  readonly unit: string;
  readonly spec: DriftSpec;
  /** What is named in a sentence: `memory in use`. */
  readonly words: string;
  /** Deviations to both sides are alike. */
  readonly absolute?: true;
}

/** Measures from beside the serving path that run out or run away slowly, by probe. */
const watched: Readonly<Record<string, Readonly<Record<string, Watched>>>> = {
  host: {
    disk_used: { unit: '%', spec: points('up', 5), words: 'disk in use' },
    memory_available: { unit: '%', spec: points('down', 15), words: 'memory left' },
    open_files: { unit: '%', spec: points('up', 10), words: 'file handles in use' },
    load_per_core: { unit: 'count', spec: up(2, 1), words: 'load per core' },
    clock_offset: { unit: 'ms', spec: up(2, 100), words: 'clock offset', absolute: true },
  },
  gpu: {
    temperature: { unit: '°C', spec: points('up', 12), words: 'temperature' },
    memory_used: { unit: 'bytes', spec: up(1.3, 512 * mebibyte), words: 'GPU memory in use' },
    sm_clock: {
      unit: 'MHz',
      spec: { bad: 'down', scale: 'ratio', matters: 1.3, leastAmount: 0 },
      words: 'clock',
    },
  },
  docker: {
    'container.memory_used': {
      unit: 'bytes',
      spec: up(1.5, 256 * mebibyte),
      words: 'memory in use',
    },
  },
  process: {
    resident: { unit: 'bytes', spec: up(1.5, 256 * mebibyte), words: 'resident memory' },
    open_files: { unit: 'count', spec: up(2, 200), words: 'open files' },
    threads: { unit: 'count', spec: up(2, 100), words: 'threads' },
  },
};

/** A measure that drifts. */
export interface Trend {
  readonly words: string;
  readonly unit: string;
  readonly drift: Drift;
}

/**
 * The slow drifts of what a series measures beside its verdict: a disk that fills, memory that leaks, a
 * card that warms up. They accuse nobody; they stand beside the evidence.
 */
export class Trends {
  private readonly detectors = new Map<string, DriftDetector>();
  private readonly specs: Readonly<Record<string, Watched>> | undefined;

  /**
   * @param probe key of the probe registry
   * @param like where given, the new one continues from its state
   */
  constructor(probe: string, like?: Trends) {
    this.specs = Object.hasOwn(watched, probe) ? watched[probe] : undefined;
    for (const [name, detector] of like?.detectors ?? []) {
      const of = this.specs?.[name];
      if (of) this.detectors.set(name, new DriftDetector(of.spec, detector));
    }
  }

  add(measures: readonly Measure[], nowMs: number): void {
    const { specs } = this;
    if (!specs) return;
    for (const { name, value, unit } of measures) {
      const of = Object.hasOwn(specs, name) ? specs[name] : undefined;
      if (of?.unit !== unit) continue;
      let detector = this.detectors.get(name);
      if (!detector) {
        detector = new DriftDetector(of.spec);
        this.detectors.set(name, detector);
      }
      detector.add(of.absolute ? Math.abs(value) : value, nowMs);
    }
  }

  /** Those that are under way. */
  get underWay(): readonly Trend[] {
    return [...this.detectors].flatMap(([name, { drift }]) => {
      const of = this.specs?.[name];
      return drift && of ? [{ words: of.words, unit: of.unit, drift }] : [];
    });
  }
}
