import { readText, textOf } from '../../../probes/system/read.ts';
import { describeError, WeaklinkError } from '../../platform/errors.ts';
import { FilesOfProcess, isUnread } from '../configuration/files.ts';
import { formatOf } from '../configuration/format.ts';
import {
  type Deployment,
  type LitellmConfiguration,
  readLitellm,
} from '../configuration/litellm.ts';
import type { Found, NamedFile, Source, SourceContext } from '../context.ts';
import { addressFrom, endpointIn, needFrom } from '../endpoint-in.ts';
import { optionOf } from '../machine/programs.ts';
import { endpointMark, type Scope } from '../machine/scope.ts';
import { servedBy } from '../machine/served.ts';
import type { RunningProcess } from '../machine/types.ts';
import type { Guess, GuessedModel } from '../types.ts';
import { mastersOf } from './running-proxies.ts';

const ENVIRONMENT_BYTES = 131_072;
/** Where a proxy listens that says nothing else. */
const USUAL_PORT = 4_000;

/** Where vendors are, by what stands before the slash of a model's name. */
const vendors: Readonly<Record<string, string>> = {
  openai: 'https://api.openai.com/v1',
  'text-completion-openai': 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com',
  gemini: 'https://generativelanguage.googleapis.com',
  mistral: 'https://api.mistral.ai/v1',
  groq: 'https://api.groq.com/openai/v1',
  cohere: 'https://api.cohere.com',
  deepseek: 'https://api.deepseek.com',
  together_ai: 'https://api.together.xyz/v1',
  openrouter: 'https://openrouter.ai/api/v1',
  fireworks_ai: 'https://api.fireworks.ai/inference/v1',
};
/** What speaks this protocol is asked for its models in it. */
const openaiLike =
  /^(?:openai|hosted_vllm|vllm|litellm_proxy|text-completion-openai|groq|mistral|together_ai|openrouter)$/;

interface Proxy {
  readonly configuration: LitellmConfiguration;
  readonly scope: Scope;
  readonly mark: string;
  readonly source: string;
  /** What `os.environ/NAME` stands for. */
  readonly environment: ReadonlyMap<string, string>;
  /** True where its file was named, and nobody saw it run. */
  readonly isFile: boolean;
}

/** The models of LiteLLM proxies, and the servers and vendors behind each. */
export const fromLitellm: Source = async (context) => {
  const named = context.files
    .filter((file) => formatOf(file) === 'litellm')
    .map((file) => ofFile(file, context));
  const problems: string[] = [];
  const running = await Promise.all(
    mastersOf('litellm', context.machine.processes).map((owner) =>
      ofProcess(owner, context, problems),
    ),
  );
  const all = [...named, ...running.flat()].map(guessesOf);
  return {
    guesses: all.flatMap(({ guesses }) => guesses),
    models: all.flatMap(({ models }) => models ?? []),
    problems: [...problems, ...all.flatMap((one) => one.problems ?? [])],
  };
};

function ofFile(file: NamedFile, { machine, environment }: SourceContext): Proxy {
  return {
    configuration: readLitellm(file),
    scope: machine.here,
    mark: endpointMark(machine.here, '127.0.0.1', USUAL_PORT),
    source: file.path,
    environment: new Map(
      Object.entries(environment).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
    isFile: true,
  };
}

async function ofProcess(
  owner: RunningProcess,
  context: SourceContext,
  problems: string[],
): Promise<readonly Proxy[]> {
  const path = optionOf(owner.argv, ['--config', '-c']);
  const served = servedBy(context.machine).find((one) => one.owner.pid === owner.pid);
  const mark = served?.marks[0];
  if (path === undefined || mark === undefined) return [];
  const file = await new FilesOfProcess(context, owner).read(path);
  const who = `process ${owner.pid} (${owner.name})`;
  if (isUnread(file)) {
    problems.push(`${who}: ${path} cannot be read (${file.code})`);
    return [];
  }
  const environ = await readText(context.vantage, `/proc/${owner.pid}/environ`, ENVIRONMENT_BYTES);
  const lines = (textOf(environ) ?? '').split('\0');
  const environment = new Map(
    lines.map((line) => [line.split('=', 1)[0] ?? '', line.slice(line.indexOf('=') + 1)] as const),
  );
  try {
    const configuration = readLitellm(file);
    return [{ configuration, scope: owner.scope, mark, source: who, environment, isFile: false }];
  } catch (error) {
    if (!(error instanceof WeaklinkError)) throw error;
    problems.push(`${who}: ${describeError(error).split('\n')[0]}`);
    return [];
  }
}

function guessesOf(proxy: Proxy): Found {
  const { configuration, mark, source, scope, isFile } = proxy;
  const stores = configuration.stores.flatMap(({ text, port }) => {
    const told = meant(text, proxy);
    return needFrom(port === undefined ? told : `${told}:${meant(port, proxy)}`, scope) ?? [];
  });
  const deployed = configuration.deployments.map((one) => ({ one, guess: guessOf(one, proxy) }));
  // What is asked for by a pattern is nobody's model by name: the router itself needs who serves it.
  const [named, patterns] = [
    deployed.filter(({ one }) => !one.model.includes('*')),
    deployed.filter(({ one }) => one.model.includes('*')),
  ];
  const router: Guess = {
    id: 'litellm',
    kind: 'router',
    needs: [...new Set([...stores, ...patterns.flatMap(({ guess }) => guess?.address ?? [])])],
    marks: [mark],
    ...(isFile ? { address: `http://${mark}` } : {}),
    why: isFile
      ? `its configuration serves ${configuration.deployments.length} deployments; it listens on port ${USUAL_PORT} unless told otherwise`
      : `its configuration serves ${configuration.deployments.length} deployments`,
    source,
    sure: isFile ? 'likely' : 'certain',
  };
  const byModel = Map.groupBy(named, ({ one }) => one.model);
  return {
    guesses: [router, ...deployed.flatMap(({ guess }) => guess ?? [])],
    models: [...byModel].map(
      ([id, its]): GuessedModel => ({
        id,
        at: mark,
        anyOf: its.flatMap(({ guess }) => guess?.address ?? []),
        why: `LiteLLM serves it from ${its.map(({ one }) => one.upstream).join(', ')}`,
        source: its[0]?.one.source ?? source,
      }),
    ),
    problems: deployed
      .filter(({ guess }) => guess === undefined)
      .map(({ one }) => `${one.source}: where ${one.upstream} is served is not said there`),
  };
}

/** The value behind `os.environ/NAME`; of it only host and port are kept. */
function meant(text: string, { environment }: Proxy): string {
  const name = /^os\.environ\/(\w+)$/.exec(text)?.[1];
  return name === undefined ? text : (environment.get(name) ?? '');
}

function guessOf(one: Deployment, proxy: Proxy): Guess | undefined {
  const [vendor = ''] = one.upstream.includes('/') ? one.upstream.split('/', 1) : ['openai'];
  const bedrock =
    vendor === 'bedrock' && one.region && /^[\w-]+$/.test(one.region)
      ? `https://bedrock-runtime.${one.region}.amazonaws.com`
      : undefined;
  const stated = meant(one.base ?? bedrock ?? vendors[vendor] ?? '', proxy);
  const endpoint = endpointIn(stated);
  const need = endpoint && needFrom(addressFrom(endpoint), proxy.scope);
  if (!endpoint || need === undefined) return undefined;
  const isPublic = endpoint.scheme === 'https' && /\.[a-z]{2,}$/.test(endpoint.host);
  const { keyVariable } = one;
  const asks = openaiLike.test(vendor) && keyVariable !== undefined && isPublic;
  return {
    id: isPublic ? endpoint.host : (one.upstream.split('/').at(-1) ?? one.model),
    kind: isPublic ? 'provider' : 'inference-server',
    address: need,
    needs: [],
    // The key stays where it is; a list of models costs nothing.
    ...(asks
      ? { also: [{ kind: 'openai', as: 'list', list: true, key: `env:${keyVariable}` }] }
      : {}),
    why: `LiteLLM sends requests for ${one.model} there, as ${one.upstream}`,
    source: one.source,
    sure: 'certain',
  };
}
