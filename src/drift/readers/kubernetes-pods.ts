import { at } from '../../../probes/data/json.ts';
import type { KubernetesApi } from '../../../probes/kubernetes/api/api.ts';
import type { Refusal } from '../../../probes/kubernetes/api/refusal.ts';
import { resources } from '../../../probes/kubernetes/api/resources.ts';
import { openApi } from '../../../probes/kubernetes/look.ts';
import { kubernetesOptions, objectOf } from '../../../probes/kubernetes/options.ts';
import { KeptText } from '../../../probes/network/kept-text.ts';
import { parseKubernetesObject } from '../../chain/kubernetes-address.ts';
import { resolveSecret } from '../../platform/secrets.ts';
import { safe } from '../../text/sanitise.ts';
import { podItems, settingItems } from './pod-items.ts';
import type { Read, ReadContext, Reader } from './reader.ts';

/** Pods of one selector that are read: those of one workload run the same. */
const MOST_PODS = 20;

const collections = {
  deployment: resources.deployments,
  statefulset: resources.statefulsets,
  daemonset: resources.daemonsets,
} as const;

const runsPods: ReadonlySet<string> = new Set([
  ...Object.keys(collections),
  'pod',
  'labelled',
  'inferenceservice',
]);

/** What pods are asked to run: arguments, variables, limits and settings, one by one. */
export const kubernetesPods: Reader = {
  name: 'kubernetes.pods',
  covers: ['container.config'],
  reads: ({ options: { object } }) =>
    typeof object === 'string' && runsPods.has(parseKubernetesObject(object)?.kind ?? ''),
  async read(plan, _last, context) {
    const options = kubernetesOptions.safeParse(plan.options);
    if (!options.success) return { outcome: 'unknown', why: safe`its options are not sound` };
    const { redactor } = context;
    const secret = (reference: string) => resolveSecret(reference, redactor);
    const kept = new KeptText(redactor);
    const opened = await openApi(options.data, { ...context, secret }, kept);
    if (opened.kind === 'finding') return { outcome: 'unknown', why: opened.finding.summary };
    const items = await itemsOf(objectOf(options.data), opened.api, context);
    if ('kind' in items)
      return { outcome: 'unknown', why: kept.fact(`${items.why}: ${items.detail}`) };
    return { outcome: 'ok', items };
  },
};

async function itemsOf(
  object: ReturnType<typeof objectOf>,
  api: KubernetesApi,
  context: ReadContext,
): Promise<readonly Read[] | Refusal> {
  const { namespace } = api.access;
  switch (object.kind) {
    case 'deployment':
    case 'statefulset':
    case 'daemonset': {
      const answer = await api.get(collections[object.kind], object.name, namespace);
      if (answer.kind === 'refused') return answer;
      const { replicas: _, template: __, ...around } = recordOf(at(answer.object, 'spec'));
      const spec = at(answer.object, 'spec', 'template', 'spec');
      return [...podItems(spec, context), ...settingItems(around, context)];
    }
    case 'pod': {
      const answer = await api.get(resources.pods, object.name, namespace);
      return answer.kind === 'refused' ? answer : podItems(at(answer.object, 'spec'), context);
    }
    case 'labelled':
      return ofLabelled(object.selector, api, context);
    case 'inferenceservice':
      return ofLabelled(`serving.kserve.io/inferenceservice=${object.name}`, api, context);
    default:
      return [];
  }
}

/** Of pods that differ, as in the middle of a rollout, all that they run. */
async function ofLabelled(
  labels: string,
  api: KubernetesApi,
  context: ReadContext,
): Promise<readonly Read[] | Refusal> {
  const { namespace } = api.access;
  const answer = await api.list(resources.pods, { namespace, labels, most: MOST_PODS });
  if (answer.kind === 'refused') return answer;
  const all = answer.items.flatMap((one) => podItems(at(one, 'spec'), context));
  return [...new Map(all.map((item) => [`${item.what}\n${item.value}`, item])).values()];
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
