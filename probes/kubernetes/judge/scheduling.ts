import { safe } from '../../../src/text/sanitise.ts';
import { isGpuResource } from '../objects/node.ts';
import { conditionOf } from '../objects/parts.ts';
import type { Pod } from '../objects/pod.ts';
import type { KubernetesSymptom } from '../symptoms.ts';
import { type Judging, type Sign, said, sign } from './sign.ts';

type Cause = Extract<KubernetesSymptom, `k8s.unschedulable${string}` | 'k8s.volume_pending'>;

/** Milliseconds that a scheduler may take before anybody should care. */
const SCHEDULING_MS = 20_000;

/**
 * `0/4 nodes are available: 1 Insufficient nvidia.com/gpu, 3 node(s) had untolerated taint {…}.`: why
 * each node was passed over. Nodes that are not meant for such pods at all (taints of control planes,
 * other labels) say less than a lack of what is asked for.
 */
function schedulingCause(message: string): { cause: Cause; lacks: readonly string[] } {
  const [nodes = ''] = message.split(/\bpreemption:/i);
  const lacks = [...nodes.matchAll(/Insufficient ([\w./-]+\w)/g)].map(([, name = '']) => name);
  if (lacks.some(isGpuResource)) return { cause: 'k8s.unschedulable_gpu', lacks };
  if (
    /unbound immediate PersistentVolumeClaims|persistentvolumeclaim "[^"]*" (?:not found|is being)/i.test(
      nodes,
    )
  ) {
    return { cause: 'k8s.volume_pending', lacks };
  }
  if (lacks.length > 0 || /Too many pods|cannot allocate all claims/.test(nodes)) {
    return { cause: 'k8s.unschedulable_resources', lacks };
  }
  if (/(?<!volume )node affinity|node selector|affinity\/selector/i.test(nodes)) {
    // All nodes with the labels may be kept for others.
    const byLabels = countOf(nodes, /(\d+) node\(s\) didn't (?:match|satisfy)/g);
    const byTaints = countOf(nodes, /(\d+) node\(s\) (?:had|were)/g);
    return {
      cause: byTaints > byLabels ? 'k8s.unschedulable_taint' : 'k8s.unschedulable_selector',
      lacks,
    };
  }
  const tainted = /taint|were unschedulable/i.test(nodes);
  return { cause: tainted ? 'k8s.unschedulable_taint' : 'k8s.unschedulable', lacks };
}

function countOf(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((sum, [, count = '0']) => sum + Number(count), 0);
}

/** Why a pod has no node. */
export function judgeScheduling(pod: Pod, judging: Judging): readonly Sign[] {
  const scheduled = conditionOf(pod.status, 'PodScheduled');
  const { name } = pod.metadata;
  if (scheduled?.status === 'False') {
    if (scheduled.reason === 'SchedulingGated') {
      return [sign('k8s.unschedulable', safe`held back by a scheduling gate`)];
    }
    const { cause, lacks } = schedulingCause(scheduled.message);
    const what = lacks.length > 0 ? safe`: no ${lacks[0]} free` : '';
    return [
      sign(
        cause,
        safe`no node takes it${what}`,
        safe`pod ${name}: ${said(scheduled.message, judging)}`,
      ),
    ];
  }
  const waitsMs = judging.nowMs - (pod.metadata.creationTimestamp ?? judging.nowMs);
  if (pod.spec.nodeName !== '' || waitsMs < SCHEDULING_MS) return [];
  const evidence = safe`pod ${name} has no node, and no scheduler has said why`;
  return [sign('k8s.unschedulable', safe`no scheduler looks at it`, evidence)];
}
