import { probes } from '../../../probes/registry.ts';
import { parseKubernetesAddress } from '../../chain/kubernetes-address.ts';
import type { Chain, Link, LinkId } from '../../chain/types.ts';
import {
  answerSeries,
  complaint,
  generalQuestions,
  secondsOfAnswer,
} from '../../diagnosis/asking/answers.ts';
import type { Belief } from '../../diagnosis/asking/belief.ts';
import {
  type CandidateLook,
  plannedLook,
  type SeriesSketch,
} from '../../diagnosis/asking/candidates.ts';
import { decidedBy, sketchOfCheck } from '../../diagnosis/asking/deciding.ts';
import { lookKindsAt } from '../../diagnosis/asking/look-kinds.ts';
import { leastGainBits } from '../../diagnosis/asking/score.ts';
import { modesOf } from '../../diagnosis/modes/catalogue.ts';
import { servingKinds } from '../../diagnosis/modes/mode.ts';
import { operator } from '../../events/operator.ts';
import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';

/** Questions about one link that stand for a probe that nobody has set up. */
const mostStandIns = 6;

/** Something that a person can say and no probe that is set up can see. */
export interface Question {
  /** `router/changed@operator`: names the answer in a recording and in a file of answers. */
  readonly key: string;
  readonly link: LinkId;
  /** Of a complaint: whose users. */
  readonly model: string | null;
  readonly words: SafeText;
  /** How to find out; null where nobody needs to look. */
  readonly command: SafeText | null;
}

/** Asked first: whether anything is wrong at all, and for whom. */
export function complaints({ models }: Chain): readonly Question[] {
  return models.map(({ id, at }) => ({
    key: answerSeries(at, `${complaint}-${id}`),
    link: at,
    model: id,
    words: safe`Does ${id} fail, hang or answer wrongly for its users now?`,
    command: null,
  }));
}

/** Everything else that can be asked, in the order of the chain file. */
export function questionsOf(chain: Chain): readonly Question[] {
  return chain.links.flatMap((link) => [...general(link), ...standIns(link)]);
}

/** The check that tells the two best explanations apart, where one is usually taken for the other. */
export function decidingQuestions([best, other]: readonly Belief[]): readonly Question[] {
  const fault = best && other && decidedBy(best, other);
  if (!fault) return [];
  const { link, mode } = fault;
  const { key } = sketchOfCheck(fault);
  const words = safe`${link}: ${mode.decides} Does that point to "${mode.title}"?`;
  return [{ key, link, model: null, words, command: null }];
}

/** A question as a look that takes its time and burdens nobody but the person. */
export function candidateOf(chain: Chain, question: Question): CandidateLook {
  const look = plannedLook(chain, sketchOfQuestion(question), question.command);
  return { ...look, seconds: secondsOfAnswer, leastBits: leastGainBits };
}

export function sketchOfQuestion({ key, link, model }: Question): SeriesSketch {
  return {
    link,
    probe: operator,
    key,
    vantage: operator,
    reach: model === null ? 'self' : 'through',
    ...(model === null ? {} : { model }),
  };
}

function general({ id, kind }: Link): readonly Question[] {
  const words: Readonly<Record<(typeof generalQuestions)[number], SafeText>> = {
    changed: safe`Was something deployed, reconfigured or rotated on ${id} in the last hour?`,
    own_errors: safe`Does the log of ${id} show errors of its own, not of what it calls?`,
  };
  const serves = (servingKinds as readonly string[]).includes(kind);
  return generalQuestions
    .filter((question) => question !== 'own_errors' || serves)
    .map((question) => ({
      key: answerSeries(id, question),
      link: id,
      model: null,
      words: words[question],
      command: null,
    }));
}

/** One question a symptom, for the ways of looking that nobody has set up. */
function standIns(link: Link): readonly Question[] {
  const planned = new Set(link.probes.map(({ kind }) => kind));
  const missing = lookKindsAt(link).filter(
    ({ probe, reach }) => reach === 'self' && !planned.has(probe),
  );
  const symptoms = modesOf(link.kind)
    .toSorted((a, b) => b.weight - a.weight)
    .flatMap(({ shows }) => missing.flatMap(({ probe }) => mostShown(probe, shows[probe])));
  const asked = new Map(symptoms.map((one) => [one.symptom, one]));
  return [...asked.values()].slice(0, mostStandIns).map(({ probe, symptom, meaning }) => ({
    key: answerSeries(link.id, symptom),
    link: link.id,
    model: null,
    words: safe`Look at ${link.id}: is it so that ${meaning}?`,
    command: commandFor(probe, link),
  }));
}

interface Shown {
  readonly probe: string;
  readonly symptom: string;
  readonly meaning: string;
}

/** The most telling symptom that a look of this kind would show, where people have words for it. */
function mostShown(
  probe: string,
  weights: Readonly<Record<string, number>> | undefined,
): readonly Shown[] {
  const [best] = Object.entries(weights ?? {})
    .filter(([symptom]) => symptom !== 'ok')
    .sort((a, b) => b[1] - a[1]);
  const registry: Readonly<
    Record<string, { readonly symptoms: Readonly<Record<string, { readonly meaning: string }>> }>
  > = probes;
  const meaning = best && registry[probe]?.symptoms[best[0]]?.meaning;
  return best && meaning ? [{ probe, symptom: best[0], meaning }] : [];
}

/** What a person types to see it; what to fill in stands in angle brackets. */
function commandFor(probe: string, { address }: Link): SafeText | null {
  switch (probe) {
    case 'process':
      return safe`systemctl status <its unit>, on its machine`;
    case 'gpu':
      return safe`nvidia-smi -q, on its machine`;
    case 'docker':
      return safe`docker inspect ${address ?? '<its container>'}, on its machine`;
    case 'kubernetes':
      return safe`kubectl describe ${clusterName(address) ?? '<its object>'}`;
    case 'host':
      return safe`uptime; free -m; df -h; dmesg -T | tail, on that machine`;
    case 'dns':
      return safe`dig ${address ?? '<the name>'}`;
    case 'file':
      return safe`ls -l <its configuration>, on its machine`;
    default:
      return null;
  }
}

/** `k8s:llm/deployment/vllm` → `-n llm deployment/vllm`. */
function clusterName(address: string | undefined): string | undefined {
  const parsed = parseKubernetesAddress(address ?? '');
  if (!parsed) return undefined;
  return parsed.namespace === undefined ? parsed.object : `-n ${parsed.namespace} ${parsed.object}`;
}
