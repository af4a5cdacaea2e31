import { limits } from '../../src/platform/limits.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';
import { KeptText } from '../network/kept-text.ts';
import type { Finding, LookContext } from '../probe.ts';
import { couldNotLook } from '../system/give-up.ts';
import { readCgroupMemory } from './cgroup-memory.ts';
import { type Container, containerSchema } from './container.ts';
import { Engine } from './engine.ts';
import { containerFacts, containerMeasures, wellWords } from './facts.ts';
import { failureFinding } from './failure-finding.ts';
import { findContainer } from './find-container.ts';
import { afterLook, histories } from './history.ts';
import { inspectImage } from './image.ts';
import { type DockerSign, judgeContainer, mayBeOutOfMemory } from './judge.ts';
import { tellingLines } from './log-tail.ts';
import { oomIsLogged } from './oom-log.ts';
import type { DockerOptions } from './options.ts';
import { socketPath } from './socket.ts';
import { dockerSymptoms } from './symptoms.ts';

const SUMMARY_CHARACTERS = 60;
/** Share of the deadline for `docker inspect`, the question that everything hangs on. */
const INSPECT_SHARE = 0.5;
/** Share of the deadline for each smaller question; the three in turn fit into what is left. */
const SMALL_SHARE = 0.15;
/** Entries of the container's log that are asked for; each has at most 16 kB. */
const LOG_ENTRIES = 40;

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
  if (context.vantage.name !== 'local') {
    return couldNotLook('self.vantage', safe`cannot ask Docker from ${context.vantage.name}`);
  }
  const path = socketPath(options.socket, process.env.DOCKER_HOST);
  if (path === null) return couldNotLook('self.vantage', safe`DOCKER_HOST is no local socket`);
  const engine = await Engine.open(path, context.signal);
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
    const wanted = options.container ?? options.label ?? '';
    const pong = found.failure.kind === 'timeout' ? await answersPing(look) : null;
    return { ...failureFinding(found.failure, { wanted, path, pong }, kept), phases };
  }
  const container = containerSchema.safeParse(found.value.inspect);
  if (!container.success) {
    const summary = safe`what answers on the socket is not Docker`;
    return { outcome: 'failed', symptom: 'docker.daemon_unreachable', summary, phases };
  }
  return { ...(await lookInto(look, container.data, found.value.matches)), phases };
}

/** A daemon may answer all questions but those about one container whose lock somebody holds. */
async function answersPing({ engine, context }: Look): Promise<boolean> {
  const answer = await engine.ask(context.deadlineMs * SMALL_SHARE, (docker) => docker.ping());
  return answer.kind === 'answer';
}

async function lookInto(look: Look, container: Container, matches: number): Promise<Finding> {
  const { engine, context, options, kept } = look;
  const smallMs = context.deadlineMs * SMALL_SHARE;
  const [image, memory, oomLogged] = await Promise.all([
    inspectImage(engine, container.Image, smallMs),
    readCgroupMemory(context.vantage, container.State.Pid),
    mayBeOutOfMemory(container) ? oomIsLogged(container.Id, context) : false,
  ]);
  const key = `${look.path}\0${container.Id}`;
  const atMs = context.clock.monotonic();
  const nowMs = context.clock.now();
  const { RestartCount: restarts } = container;
  const history = afterLook(histories.recall(key), restarts, memory.oomKills, atMs);
  histories.keep(key, history);

  const circumstances = { history, oomLogged, imageMissing: image.kind === 'missing', nowMs, atMs };
  const signs = judgeContainer(container, circumstances, options);
  const digest = image.kind === 'there' ? image.digest : null;
  return {
    ...verdictOf(signs, wellWords(container, kept)),
    facts: {
      ...containerFacts(container, digest, memory, kept),
      ...(image.kind === 'missing' ? { 'container.image_missing': true } : {}),
      ...(matches > 1 ? { 'container.matches': matches } : {}),
    },
    measures: containerMeasures(container, memory, nowMs),
    evidence: await evidenceOf(look, container, signs),
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

/** What the container itself said last, where something is wrong with it. */
async function evidenceOf(
  { engine, context, kept }: Look,
  container: Container,
  signs: readonly DockerSign[],
): Promise<readonly SafeText[]> {
  if (signs.length === 0) return [];
  const check = container.State.Health?.Log.at(-1);
  const isSickCheck = check !== undefined && check.ExitCode !== 0;
  const log = await engine.ask(context.deadlineMs * SMALL_SHARE, (docker, abortSignal) =>
    docker
      .getContainer(container.Id)
      .logs({ stdout: true, stderr: true, follow: false, tail: LOG_ENTRIES, abortSignal }),
  );
  const lines =
    log.kind === 'answer' ? tellingLines(bytesOf(log.value), container.Config.Tty !== true) : [];
  return [
    ...signs.map(({ words }) => kept.fact(words)),
    ...(container.State.Error === '' ? [] : [kept.fact(container.State.Error)]),
    ...(isSickCheck
      ? [safe`health check (${check.ExitCode}): ${kept.fact(check.Output.trim())}`]
      : []),
    ...lines.map((line) => safe`log: ${kept.fact(line)}`),
  ].slice(0, limits.evidencePieces);
}

/** dockerode takes the log of a container that writes JSON for an answer in JSON, and parses it. */
function bytesOf(log: unknown): Buffer {
  return Buffer.isBuffer(log) ? log : Buffer.from(JSON.stringify(log) ?? '');
}
