import { limits } from '../../src/platform/limits.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { safe } from '../../src/text/sanitise.ts';
import type { Engine } from '../../src/vantage/docker/engine.ts';
import type { KeptText } from '../network/kept-text.ts';
import { type Container, healthOf } from './container.ts';
import type { DockerSign } from './judge.ts';
import { linesOf, tellingLines } from './log-tail.ts';

/** Entries of the container's log that are asked for; each has at most 16 kB. */
const LOG_ENTRIES = 40;
/** Failed health checks shown, the newest: their outputs differ where the trouble grows. */
const SHOWN_CHECKS = 2;

/** The last lines of the container's own log, oldest first; none where Docker does not give them. */
export async function readLog(
  engine: Engine,
  container: Container,
  deadlineMs: number,
): Promise<readonly string[]> {
  const log = await engine.ask(deadlineMs, (docker, abortSignal) =>
    docker
      .getContainer(container.Id)
      .logs({ stdout: true, stderr: true, follow: false, tail: LOG_ENTRIES, abortSignal }),
  );
  return log.kind === 'answer' ? linesOf(bytesOf(log.value), container.Config.Tty !== true) : [];
}

/** dockerode takes the log of a container that writes JSON for an answer in JSON, and parses it. */
function bytesOf(log: unknown): Buffer {
  return Buffer.isBuffer(log) ? log : Buffer.from(JSON.stringify(log) ?? '');
}

/** What the container itself said last, where something is wrong with it. */
export function evidenceOf(
  container: Container,
  signs: readonly DockerSign[],
  log: readonly string[],
  kept: KeptText,
): readonly SafeText[] {
  if (signs.length === 0) return [];
  const failed = (healthOf(container)?.Log ?? []).filter(({ ExitCode }) => ExitCode !== 0);
  const checks = failed
    .slice(-SHOWN_CHECKS)
    .map((check) => safe`health check (${check.ExitCode}): ${kept.fact(check.Output.trim())}`);
  return [
    ...signs.map(({ words }) => kept.fact(words)),
    ...(container.State.Error === '' ? [] : [kept.fact(container.State.Error)]),
    ...new Set(checks),
    ...tellingLines(log).map((line) => safe`log: ${kept.fact(line)}`),
  ].slice(0, limits.evidencePieces);
}
