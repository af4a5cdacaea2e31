import { type SurveyOptions, surveyCluster } from '../../../probes/kubernetes/survey.ts';
import type { LookContext } from '../../../probes/probe.ts';
import { type ClusterGuesses, guessCluster } from './guess-cluster.ts';

export interface FromKubernetes extends ClusterGuesses {
  /** What kept it from seeing everything, one sentence each. */
  readonly problems: readonly string[];
}

/** What the cluster that is known where the look stands says of itself; nothing where none is known. */
export async function fromKubernetes(
  context: LookContext,
  options: SurveyOptions = {},
): Promise<FromKubernetes> {
  const survey = await surveyCluster(options, context);
  if (survey === null) return { guesses: [], models: [], problems: [] };
  const { objects, isInside, problems, cluster } = survey;
  const way = {
    ...(options.context === undefined ? {} : { context: options.context }),
    ...(options.kubeconfig === undefined ? {} : { kubeconfig: options.kubeconfig }),
  };
  const isUsual = Object.keys(way).length === 0;
  return {
    ...guessCluster(objects, { isInside, way: isUsual ? undefined : way }),
    problems: problems.map((one) => `cluster ${cluster || 'of the kubeconfig'}: ${one}`),
  };
}
