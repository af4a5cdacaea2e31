import type { Fact } from '../../../src/events/types.ts';
import { safe } from '../../../src/text/sanitise.ts';
import { resources } from '../api/resources.ts';
import { once } from '../judge/pods.ts';
import { endpointsOf, judgeService } from '../judge/service.ts';
import type { Sign } from '../judge/sign.ts';
import { endpointSlice, type Service, service } from '../objects/network.ts';
import { readAll } from '../objects/parts.ts';
import { specDigest } from '../spec-digest.ts';
import { type Look, type Result, withoutIt } from './parts.ts';
import { listPods, lookIntoPods } from './pods.ts';

/** A Service, the endpoints behind it, and where it has none, the pods that it would lead to. */
export async function lookAtService(name: string, look: Look): Promise<Result> {
  const answer = await look.api.get(resources.services, name, look.namespace);
  if (answer.kind === 'refused') return answer;
  const [own] = readAll(service, [answer.object]);
  if (!own) return { kind: 'refused', why: 'k8s.api_malformed', detail: `service/${name}` };
  if (own.spec.type === 'ExternalName') {
    return {
      kind: 'found',
      signs: [],
      facts: {},
      well: safe`another name of ${own.spec.externalName}`,
    };
  }
  const slices = await look.api.list(resources.endpointSlices, {
    namespace: look.namespace,
    labels: `kubernetes.io/service-name=${name}`,
  });
  if (slices.kind === 'refused') return slices;
  const endpoints = endpointsOf(readAll(endpointSlice, slices.items));
  const behind = endpoints.ready > 0 ? nothing : await podsBehind(own, look);
  const signs = judgeService(own, endpoints, behind.states);
  return {
    kind: 'found',
    signs: once([...signs, ...behind.signs]),
    evidence: behind.evidence,
    facts: {
      'k8s.spec': safe`${specDigest(answer.object)}`,
      'k8s.endpoints': endpoints.all,
      ...behind.facts,
    },
    measures: [{ name: 'k8s.endpoints_ready', value: endpoints.ready, unit: 'count' }],
    well: safe`${endpoints.ready} of ${endpoints.all} endpoints ready`,
  };
}

interface Behind {
  readonly states: Parameters<typeof judgeService>[2];
  readonly signs: readonly Sign[];
  readonly evidence: NonNullable<Extract<Result, { kind: 'found' }>['evidence']>;
  readonly facts: Readonly<Record<string, Fact>>;
}

const nothing: Behind = { states: undefined, signs: [], evidence: [], facts: {} };

async function podsBehind({ spec }: Service, look: Look): Promise<Behind> {
  const labels = Object.entries(spec.selector).map(([key, value]) => `${key}=${value}`);
  // Without a selector somebody else writes the endpoints.
  if (labels.length === 0) return nothing;
  const pods = await listPods(labels.join(','), look);
  if (pods.kind === 'refused') return { ...nothing, facts: withoutIt(pods, 'pods', look) };
  const { signs, evidence } = await lookIntoPods(
    pods.states,
    Math.max(1, pods.states.length),
    look,
  );
  return { states: pods.states, signs, evidence, facts: {} };
}
