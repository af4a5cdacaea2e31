import { safe } from '../../src/text/sanitise.ts';
import type { Engine, EngineFailure } from '../../src/vantage/docker/engine.ts';
import type { LookContext } from '../probe.ts';
import { LookMemory } from '../system/memory.ts';
import { programDeadlineMs } from '../system/program-deadline.ts';
import type { DockerSign } from './judge.ts';

/** Milliseconds between two questions to a registry about one image: it counts them as pulls. */
const ASK_EVERY_MS = 300_000;
/** Milliseconds for the state of the file system that images are kept on. */
const STAT_MS = 1_000;
/** Bytes that an image needs at the least; those of inference servers take tens of times as much. */
const LEAST_FREE_BYTES = 200 * 1_048_576;

type PullSymptom = Extract<DockerSign['symptom'], `docker.image_pull_${string}`>;

interface Asked {
  readonly atMs: number;
  readonly sign: DockerSign | null;
}

const answers = new LookMemory<Asked>();

/**
 * Why an image cannot be had: Docker asks its registry for the description of the image, and
 * nothing is pulled. Null where the registry has it, or nobody can tell.
 *
 * @param image as a person would pull it
 */
export async function whyNotPulled(
  engine: Engine,
  path: string,
  image: string,
  context: LookContext,
  deadlineMs: number,
): Promise<DockerSign | null> {
  const key = `${context.vantage.name}\0${path}\0${image}`;
  const nowMs = context.clock.monotonic();
  const before = answers.recall(key);
  if (before && nowMs - before.atMs < ASK_EVERY_MS) return before.sign;
  const sign = await ask(engine, image, context, deadlineMs);
  answers.keep(key, { atMs: nowMs, sign });
  return sign;
}

async function ask(
  engine: Engine,
  image: string,
  context: LookContext,
  deadlineMs: number,
): Promise<DockerSign | null> {
  const answer = await engine.ask(deadlineMs, async (docker) => {
    const [described, version, info] = await Promise.all([
      docker.getImage(image).distribution(),
      docker.version(),
      docker.info(),
    ]);
    return { platforms: platformsOf(described), arch: version.Arch, root: info.DockerRootDir };
  });
  if (answer.kind === 'failure') return signOf(answer.failure, image);
  const { platforms, arch, root } = answer.value;
  if (platforms.length > 0 && !platforms.includes(arch)) {
    const words = safe`${image} is not there for ${arch}`;
    return { symptom: 'docker.image_pull_platform', words };
  }
  if (await isFull(String(root ?? ''), context)) {
    return { symptom: 'docker.no_space', words: safe`no space for the image in ${root}` };
  }
  return null;
}

function platformsOf(described: unknown): readonly string[] {
  const { Platforms: platforms } = (described ?? {}) as { readonly Platforms?: unknown };
  if (!Array.isArray(platforms)) return [];
  return platforms.flatMap((platform: { readonly architecture?: unknown } | null) =>
    // Build records stand among the platforms as `unknown`.
    typeof platform?.architecture === 'string' && !['', 'unknown'].includes(platform.architecture)
      ? [platform.architecture]
      : [],
  );
}

function signOf(failure: EngineFailure, image: string): DockerSign | null {
  if (failure.kind !== 'status') return null;
  const symptom = pullSymptom(failure.status, failure.message);
  return symptom && { symptom, words: safe`${pullWords[symptom]}: ${image}` };
}

const pullWords: Readonly<Record<PullSymptom, string>> = {
  'docker.image_pull_auth': 'registry refuses',
  'docker.image_pull_not_found': 'registry does not have',
  'docker.image_pull_rate_limit': 'registry limits pulls',
  'docker.image_pull_platform': 'not for this platform',
  'docker.image_pull_unreachable': 'registry out of reach',
};

/** The first that fits; the words of a failed pull of Docker, containerd and Podman. */
const pullRules: readonly (readonly [PullSymptom, RegExp])[] = [
  ['docker.image_pull_rate_limit', /toomanyrequests|too many requests|rate limit|\b429\b/i],
  [
    'docker.image_pull_platform',
    /no matching manifest|does not match the specified platform|no image found in (?:manifest list|image index)/i,
  ],
  [
    'docker.image_pull_unreachable',
    /x509|tls: |certificate|no such host|server misbehaving|connection (?:refused|reset)|i\/o timeout|no route to host|network is unreachable|TLS handshake|context deadline exceeded|Client\.Timeout|EOF$|server gave HTTP response|5\d\d (?:Internal|Bad Gateway|Service|Gateway)/i,
  ],
  [
    'docker.image_pull_not_found',
    /manifest unknown|manifest for .* not found|name unknown|not found: manifest|no such manifest|reference does not exist/i,
  ],
  [
    'docker.image_pull_auth',
    /unauthorized|authentication required|access (?:to the resource is )?denied|no basic auth credentials|denied: |forbidden/i,
  ],
];

/** What Docker's answer to a question about an image in a registry means; null for something else. */
export function pullSymptom(status: number, message: string): PullSymptom | null {
  const rule = pullRules.find(([, words]) => words.test(message));
  if (rule) return rule[0];
  if (status === 401 || status === 403) return 'docker.image_pull_auth';
  return status === 404 ? 'docker.image_pull_not_found' : null;
}

/** Whether the file system that images are kept on has no room for one. */
async function isFull(root: string, context: LookContext): Promise<boolean> {
  if (!root.startsWith('/')) return false;
  const result = await context.vantage.exec(['stat', '-f', '-c', '%S %a', '--', root], {
    deadlineMs: programDeadlineMs(context, STAT_MS),
    signal: context.signal,
  });
  const match = result.kind === 'ended' ? /^(\d+) (\d+)$/m.exec(result.stdout) : null;
  return match !== null && Number(match[1]) * Number(match[2]) < LEAST_FREE_BYTES;
}
