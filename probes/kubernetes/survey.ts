import { WeaklinkError } from '../../src/platform/errors.ts';
import { KeptText } from '../network/kept-text.ts';
import type { Finding, LookContext } from '../probe.ts';
import { AccessTrouble } from './access/trouble.ts';
import { type ResourceName, resources } from './api/resources.ts';
import { openApi } from './look.ts';
import { type KubernetesOptions, kubernetesOptions } from './options.ts';

/** What tells how a cluster hangs together. Secrets and ConfigMaps are not among it. */
const surveyed = [
  'deployments',
  'statefulsets',
  'daemonsets',
  'services',
  'ingresses',
  'gateways',
  'httpRoutes',
  'inferenceServices',
  'pods',
  'nodes',
] as const satisfies readonly ResourceName[];

export type Surveyed = (typeof surveyed)[number];

/** Objects as the API serves them, at most 500 of each kind. */
export type ClusterObjects = Readonly<Record<Surveyed, readonly unknown[]>>;

export interface Survey {
  readonly objects: ClusterObjects;
  /** How the cluster is called: its context, `in-cluster`, or its host. */
  readonly cluster: string;
  /** Whether it was asked with the account of a pod: then names of services lead somewhere from here. */
  readonly isInside: boolean;
  /** What could not be read, one sentence each. */
  readonly problems: readonly string[];
}

export interface SurveyOptions
  extends Partial<Pick<KubernetesOptions, 'kubeconfig' | 'context' | 'namespace'>> {
  /** Labels that workloads, services and routes must carry: `app.kubernetes.io/part-of=chat`. */
  readonly labels?: string | undefined;
}

/**
 * Lists what a cluster holds, in one namespace or in all. Null where there is no way to a cluster.
 *
 * @throws WeaklinkError E_OPTION where the kubeconfig or the context that was named is not to be used
 */
export async function surveyCluster(
  { labels, namespace, ...way }: SurveyOptions,
  context: LookContext,
): Promise<Survey | null> {
  const kept = new KeptText(context.redactor);
  const options = kubernetesOptions.parse({ object: 'api', ...way });
  const opened = await openApi(options, context, kept);
  if (opened.kind === 'finding') {
    // Most machines know no cluster, and that is nothing to tell.
    const isStated = way.kubeconfig !== undefined || way.context !== undefined;
    if (opened.finding.symptom === 'k8s.kubeconfig') {
      if (!isStated) return null;
      throw noSuchCluster(opened.finding);
    }
    return { ...empty, problems: [...(opened.finding.evidence ?? [opened.finding.summary])] };
  }
  const { api } = opened;
  const problems: string[] = [];
  const read = async (name: Surveyed): Promise<readonly unknown[]> => {
    const resource = resources[name];
    const ofAll = name === 'nodes' || name === 'pods';
    const answer = await api.list(resource, {
      namespace: resource.namespaced ? namespace : undefined,
      ...(ofAll || labels === undefined ? {} : { labels }),
    });
    if (answer.kind === 'list') {
      if (answer.cut) problems.push(`it has more ${resource.plural} than were read`);
      return answer.items;
    }
    // A kind that the cluster does not know is none that it holds.
    if (answer.why !== 'not-found') problems.push(kept.fact(`${answer.why}: ${answer.detail}`));
    return [];
  };
  try {
    const lists = await Promise.all(
      surveyed.map(async (name) => [name, await read(name)] as const),
    );
    return {
      objects: Object.fromEntries(lists) as unknown as ClusterObjects,
      cluster: api.access.name,
      isInside: api.access.name === 'in-cluster',
      problems,
    };
  } catch (error) {
    if (!(error instanceof AccessTrouble)) throw error;
    return { ...empty, problems: [kept.fact(error.message)] };
  }
}

/** A context or a file that somebody named and that is not there is a slip of the keyboard. */
function noSuchCluster({ evidence, summary }: Finding): WeaklinkError {
  return new WeaklinkError({
    code: 'E_OPTION',
    message: [summary, ...(evidence ?? [])].join(': '),
    hint: 'See: kubectl config get-contexts',
  });
}

const empty: Survey = {
  objects: Object.fromEntries(surveyed.map((name) => [name, []])) as unknown as ClusterObjects,
  cluster: '',
  isInside: false,
  problems: [],
};
