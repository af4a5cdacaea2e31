import { limits } from '../../src/platform/limits.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';
import { VantageLostError } from '../../src/vantage/types.ts';
import { KeptText } from '../network/kept-text.ts';
import { PhaseClock } from '../network/phase-clock.ts';
import type { Finding, LookContext } from '../probe.ts';
import { couldNotLook, withinDeadline } from '../system/give-up.ts';
import { verdictOf } from '../system/judgement.ts';
import { credentialsFor } from './access/credentials.ts';
import { findAccess } from './access/find-access.ts';
import { AccessTrouble, accessFinding } from './access/trouble.ts';
import { KubernetesApi } from './api/api.ts';
import type { Refusal, RefusalKind } from './api/refusal.ts';
import { lookAtInferenceService } from './looks/inference-service.ts';
import { lookAtNode } from './looks/node.ts';
import { lookAtLabelled, lookAtPod } from './looks/one-pod.ts';
import { lookAtApi, lookAtAutoscaler, lookAtClaim, lookAtNamespace } from './looks/others.ts';
import type { Found, Look, Result } from './looks/parts.ts';
import { lookAtGateway, lookAtHttpRoute, lookAtIngress } from './looks/route.ts';
import { lookAtService } from './looks/service.ts';
import { lookAtWorkload } from './looks/workload.ts';
import { type KubernetesOptions, objectOf } from './options.ts';
import { kubernetesSymptoms } from './symptoms.ts';

/** Milliseconds of the deadline that are kept for telling what was found. */
const TELLING_MS = 40;

export function lookAtKubernetes(
  options: KubernetesOptions,
  context: LookContext,
): Promise<Finding> {
  const kept = new KeptText(context.redactor);
  const deadlineMs = Math.max(1, context.deadlineMs - TELLING_MS);
  const within = { ...context, deadlineMs };
  return withinDeadline(context, async () => {
    try {
      const opened = await openApi(options, within, kept);
      if (opened.kind === 'finding') return opened.finding;
      const { api } = opened;
      const result = await lookThrough(options, api, kept);
      return { ...findingOf(result, options, context, kept), phases: api.phases() };
    } catch (error) {
      if (error instanceof AccessTrouble) return accessFinding(error, kept);
      if (!(error instanceof VantageLostError)) throw error;
      return couldNotLook('self.vantage', safe`cannot stand there`, [kept.fact(error.message)]);
    }
  });
}

/** The API that the options name, ready to be asked, or the finding with which a look ends. */
export async function openApi(
  options: KubernetesOptions,
  context: LookContext,
  kept: KeptText,
): Promise<{ kind: 'api'; api: KubernetesApi } | { kind: 'finding'; finding: Finding }> {
  try {
    const time = new PhaseClock(context);
    const access = await findAccess(options, context);
    const credentials = await credentialsFor(access, context);
    return { kind: 'api', api: new KubernetesApi(access, credentials, context, time) };
  } catch (error) {
    if (!(error instanceof AccessTrouble)) throw error;
    return { kind: 'finding', finding: accessFinding(error, kept) };
  }
}

function lookThrough(
  options: KubernetesOptions,
  api: KubernetesApi,
  kept: KeptText,
): Promise<Result> {
  const look: Look = {
    api,
    options,
    kept,
    namespace: api.access.namespace,
    // What is judged came with an answer, and each answer tells the server's time.
    get nowMs() {
      return api.nowMs();
    },
  };
  const object = objectOf(options);
  switch (object.kind) {
    case 'deployment':
    case 'statefulset':
    case 'daemonset':
      return lookAtWorkload(object.kind, object.name, look);
    case 'pod':
      return lookAtPod(object.name, look);
    case 'labelled':
      return lookAtLabelled(object.selector, look);
    case 'service':
      return lookAtService(object.name, look);
    case 'ingress':
      return lookAtIngress(object.name, look);
    case 'gateway':
      return lookAtGateway(object.name, look);
    case 'httproute':
      return lookAtHttpRoute(object.name, look);
    case 'inferenceservice':
      return lookAtInferenceService(object.name, look);
    case 'autoscaler':
      return lookAtAutoscaler(object.name, look);
    case 'claim':
      return lookAtClaim(object.name, look);
    case 'namespace':
      return lookAtNamespace(object.name, look);
    case 'node':
      return lookAtNode(object.name, look);
    case 'api':
      return lookAtApi(look);
  }
}

function findingOf(
  result: Result,
  options: KubernetesOptions,
  context: LookContext,
  kept: KeptText,
): Finding {
  if (result.kind === 'refused') return refusalFinding(result, options, kept);
  const { redactor } = context;
  const verdict = verdictOf(result.signs, kubernetesSymptoms, redactor, result.well);
  return {
    ...verdict,
    facts: result.facts,
    ...(result.measures ? { measures: result.measures } : {}),
    ...evidenceOf(result, verdict.evidence ?? []),
  };
}

/** What shows the worst comes first, then what happened around it, then the rest. */
function evidenceOf(
  { evidence = [] }: Found,
  ofSigns: readonly SafeText[],
): Pick<Finding, 'evidence'> {
  const [first, ...others] = ofSigns;
  const all = [...new Set([...(first === undefined ? [] : [first]), ...evidence, ...others])];
  return all.length === 0 ? {} : { evidence: all.slice(0, limits.evidencePieces) };
}

const summaries: Readonly<Record<Exclude<RefusalKind, 'not-found' | 'gone'>, string>> = {
  'k8s.api_unreachable': 'the API server cannot be asked',
  'k8s.api_certificate': "the API server's certificate is not trusted",
  'k8s.api_unauthorized': 'the API server refuses our credentials',
  'k8s.api_throttled': 'the API server limits requests',
  'k8s.api_error': 'the API server fails',
  'k8s.api_malformed': 'this is not the API of Kubernetes',
  'k8s.too_large': 'the answer is too large',
  'self.permission': 'may not read it',
  'self.cancelled': 'cancelled',
  'self.vantage': 'cannot stand there',
  'self.resource': 'this machine is out of something',
  'self.missing_tool': 'a program is missing',
  'self.bug': 'a bug of weaklink',
};

/** What hinders the asking says nothing about the link; that the object is not there does. */
function refusalFinding(refusal: Refusal, options: KubernetesOptions, kept: KeptText): Finding {
  const evidence = [kept.body(Buffer.from(refusal.detail))];
  if (refusal.why === 'not-found') return notFound(refusal, options, evidence);
  const why = refusal.why === 'gone' ? 'k8s.api_error' : refusal.why;
  const summary = sanitise(summaries[why], { maxCharacters: 60 });
  if (why.startsWith('self.')) return couldNotLook(why as 'self.permission', summary, evidence);
  return { outcome: 'unknown', symptom: why, summary, evidence };
}

/** The server's words for a kind of object that it does not have, and not for a missing one. */
const NO_SUCH_KIND = /could not find the requested resource|404 page not found/i;

function notFound(
  { detail }: Refusal,
  { object }: KubernetesOptions,
  evidence: readonly SafeText[],
): Finding {
  if (NO_SUCH_KIND.test(detail)) {
    const summary = safe`the cluster has no such kind of object`;
    return { outcome: 'unknown', symptom: 'k8s.no_such_api', summary, evidence };
  }
  const summary = sanitise(`no ${object}`, { maxCharacters: 60 });
  return { outcome: 'failed', symptom: 'k8s.not_found', summary, evidence };
}
