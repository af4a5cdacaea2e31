import { seeded, shuffled } from '../shuffle.ts';
import { maxZ, robustScorer } from './any-metric.ts';
import { type Baseline, servicesOf } from './ranking.ts';
import { residual } from './residual.ts';
import { smoothTraversal } from './smooth-traversal.ts';
import { traversal } from './traversal.ts';
import { correlationWithAlert, pageRank, randomWalk } from './walks.ts';

/** The methods that others publish and compare with, on the same input. */
export const baselines: Readonly<Record<string, Baseline>> = {
  random: (input) => shuffled(servicesOf(input), seeded(Math.round((input.atMs ?? 0) / 1_000))),
  'max z': maxZ,
  'robust scorer': robustScorer,
  correlation: correlationWithAlert,
  residual,
  traversal,
  'smooth traversal': smoothTraversal,
  PageRank: pageRank,
  'random walk': randomWalk,
};
