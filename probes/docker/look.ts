import type { SafeText } from '../../src/text/safe-text.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';
import type { Engine } from '../../src/vantage/docker/engine.ts';
import { KeptText } from '../network/kept-text.ts';
import type { Finding, LookContext } from '../probe.ts';
import { couldNotLook } from '../system/give-up.ts';
import { causeSign, endedBefore, inOrderOfTelling, otherPlatform } from './cause-sign.ts';
import { readCgroup } from './cgroup.ts';
import { type Container, containerSchema } from './container.ts';
import { evidenceOf, readLog } from './evidence.ts';
import { unmetExpectations } from './expectations.ts';
import { containerFacts, containerMeasures, wellWords } from './facts.ts';
import { failureFinding } from './failure-finding.ts';
import { type Found, findContainer } from './find-container.ts';
import { afterLook, histories } from './history.ts';
import { type ImageAnswer, inspectImage } from './image.ts';
import { type DockerSign, judgeContainer, mayBeOutOfMemory } from './judge.ts';
import { missingSources } from './mount-source.ts';
import { oomIsLogged } from './oom-log.ts';
import { openEngine } from './open-engine.ts';
import type { DockerOptions } from './options.ts';
import { whyNotPulled } from './pull.ts';
import { dockerSymptoms } from './symptoms.ts';

const SUMMARY_CHARACTERS = 60;
/** Share of the deadline for `docker inspect`, the question that everything hangs on. */
const INSPECT_SHARE = 0.5;
/** Share of the deadline for each smaller question; the three in turn fit into what is left. */
const SMALL_SHARE = 0.15;

/** Share of the deadline for a question that Docker hands on to a registry: three round trips to it. */
const REGISTRY_SHARE = 0.4;

/** What one look goes by. */
interface Look {
  readonly engine: Engine;
  readonly path: string;
  readonly options: DockerOptions;
  readonly context: LookContext;
  readonly kept: KeptText;
}

export async function lookAtContainer(
  options: DockerOptions,
  context: LookContext,
): Promise<Finding> {
  const opened = await openEngine(options.socket, context);
  if (opened === null) return couldNotLook('self.vantage', safe`DOCKER_HOST is no local socket`);
  const { engine, path } = opened;
  try {
    return await lookThrough({
      engine,
      path,
      options,
      context,
      kept: new KeptText(context.redactor),
    });
  } finally {
    engine.close();
  }
}

async function lookThrough(look: Look): Promise<Finding> {
  const { engine, path, options, context, kept } = look;
  const startedAt = context.clock.monotonic();
  const found = await findContainer(engine, options, context.deadlineMs * INSPECT_SHARE);
  const phases = { wait: Math.round(context.clock.monotonic() - startedAt) };
  if (found.kind === 'failure') {
    const wanted = options.container ?? options.label ?? options.compose ?? '';
    const pong = found.failure.kind === 'timeout' ? await answersPing(look) : null;
    const finding = failureFinding(found.failure, { wanted, path, pong }, kept);
    return { ...(await whyNoContainer(look, finding)), phases };
  }
  const container = containerSchema.safeParse(found.value.inspect);
  if (!container.success) {
    const summary = safe`what answers on the socket is not Docker`;
    return { outcome: 'failed', symptom: 'docker.daemon_unreachable', summary, phases };
  }
  return { ...(await lookInto(look, container.data, found.value)), phases };
}

/** A daemon may answer all questions but those about one container whose lock somebody holds. */
async function answersPing({ engine, context }: Look): Promise<boolean> {
  const answer = await engine.ask(context.deadlineMs * SMALL_SHARE, (docker) => docker.ping());
  return answer.kind === 'answer';
}

async function lookInto(look: Look, container: Container, found: Found): Promise<Finding> {
  const { engine, context, options, kept } = look;
  const smallMs = context.deadlineMs * SMALL_SHARE;
  const [image, cgroup, oomLogged] = await Promise.all([
    inspectImage(engine, container.Image, smallMs),
    readCgroup(context.vantage, container.State.Pid),
    mayBeOutOfMemory(container) ? oomIsLogged(container.Id, context) : null,
  ]);
  const key = `${context.vantage.name}\0${look.path}\0${container.Id}`;
  const atMs = context.clock.monotonic();
  const nowMs = context.clock.now();
  const history = afterLook(histories.recall(key), container.RestartCount, cgroup, atMs);
  histories.keep(key, history);

  const circumstances = {
    history,
    oomLogged,
    imageMissing: image.kind === 'missing',
    memoryPressure: cgroup.pressure.memory,
    running: found.running,
    nowMs,
    atMs,
  };
  const signs = judgeContainer(container, circumstances, options);
  const log = signs.length > 0 ? await readLog(engine, container, smallMs) : [];
  const all = [...(await moreSigns(look, container, image, signs, log)), ...signs];
  const ordered = inOrderOfTelling(all);
  const digest = image.kind === 'there' ? (image.digests[0] ?? null) : null;
  return {
    ...verdictOf(ordered, wellWords(container, kept)),
    facts: {
      ...containerFacts(container, digest, cgroup, kept),
      ...(image.kind === 'missing' ? { 'container.image_missing': true } : {}),
      ...(found.matches > 1
        ? { 'container.matches': found.matches, 'container.running': found.running }
        : {}),
    },
    measures: containerMeasures(container, cgroup, history, nowMs),
    evidence: evidenceOf(container, ordered, log, kept),
  };
}

/** What takes a further question: why it does not run, or whether it has what the chain expects. */
async function moreSigns(
  look: Look,
  container: Container,
  image: ImageAnswer,
  signs: readonly DockerSign[],
  log: readonly string[],
): Promise<readonly DockerSign[]> {
  const { engine, path, context, options } = look;
  const smallMs = context.deadlineMs * SMALL_SHARE;
  if (container.State.Running) {
    const unmet = await unmetExpectations(container, image, look, smallMs);
    return [...unmet, ...endedBefore(signs, log)];
  }
  if (image.kind === 'missing' && options.image !== undefined) {
    const askMs = context.deadlineMs * REGISTRY_SHARE;
    const why = await whyNotPulled(engine, path, options.image, context, askMs);
    if (why) return [why];
  }
  const gone = await missingSources(container, context);
  if (gone.length > 0) return gone;
  const cause = causeSign(container, log);
  if (cause.length > 0) return cause;
  return otherPlatform(engine, container, image, smallMs);
}

/** Without a container its image may be what is missing. */
async function whyNoContainer(look: Look, finding: Finding): Promise<Finding> {
  const { engine, path, context, options, kept } = look;
  if (finding.symptom !== 'docker.not_found' || options.image === undefined) return finding;
  const smallMs = context.deadlineMs * SMALL_SHARE;
  const local = await engine.ask(smallMs, (docker) =>
    docker.getImage(options.image ?? '').inspect(),
  );
  if (local.kind === 'answer') return finding;
  const askMs = context.deadlineMs * REGISTRY_SHARE;
  const why = await whyNotPulled(engine, path, options.image, context, askMs);
  if (!why) return finding;
  return {
    ...finding,
    symptom: why.symptom,
    alsoSeen: ['docker.not_found'],
    summary: sanitise(kept.fact(why.words), { maxCharacters: SUMMARY_CHARACTERS }),
    evidence: [kept.fact(why.words), finding.summary],
  };
}

function verdictOf(
  signs: readonly DockerSign[],
  well: SafeText,
): Pick<Finding, 'outcome' | 'symptom' | 'alsoSeen' | 'summary'> {
  const [first, ...more] = signs;
  const summary = sanitise(first?.words ?? well, { maxCharacters: SUMMARY_CHARACTERS });
  if (!first) return { outcome: 'ok', symptom: null, summary };
  const alsoSeen = more.map(({ symptom }) => symptom);
  const outcomes = signs.map(({ symptom }) => dockerSymptoms[symptom].outcome);
  return {
    outcome: outcomes.includes('failed') ? 'failed' : 'degraded',
    symptom: first.symptom,
    ...(alsoSeen.length > 0 ? { alsoSeen } : {}),
    summary,
  };
}
