import { readText, textOf } from '../../../probes/system/read.ts';
import { formatOf } from '../configuration/format.ts';
import type { NamedFile, Source, SourceContext } from '../context.ts';
import { addressFrom, endpointIn } from '../endpoint-in.ts';
import { endpointsOfEnvironment, thingsNamed } from '../environment-needs.ts';
import { type Served, servedBy, sourceOf } from '../machine/served.ts';
import type { Guess } from '../types.ts';

/** Bytes of the environment of one process. */
const ENVIRONMENT_BYTES = 131_072;

/** Model APIs of vendors: the variables that name their place and their key, and where they are without. */
const vendors = [
  {
    id: 'openai',
    base: ['OPENAI_BASE_URL', 'OPENAI_API_BASE'],
    key: 'OPENAI_API_KEY',
    usual: 'https://api.openai.com/v1',
    api: 'openai',
  },
  {
    id: 'anthropic',
    base: ['ANTHROPIC_BASE_URL'],
    key: 'ANTHROPIC_API_KEY',
    usual: 'https://api.anthropic.com',
    api: undefined,
  },
  {
    id: 'azure-openai',
    base: ['AZURE_OPENAI_ENDPOINT', 'AZURE_API_BASE'],
    key: 'AZURE_OPENAI_API_KEY',
    usual: undefined,
    api: undefined,
  },
  {
    id: 'mistral',
    base: ['MISTRAL_BASE_URL'],
    key: 'MISTRAL_API_KEY',
    usual: 'https://api.mistral.ai/v1',
    api: 'openai',
  },
  {
    id: 'groq',
    base: ['GROQ_BASE_URL'],
    key: 'GROQ_API_KEY',
    usual: 'https://api.groq.com/openai/v1',
    api: 'openai',
  },
  {
    id: 'openrouter',
    base: ['OPENROUTER_BASE_URL'],
    key: 'OPENROUTER_API_KEY',
    usual: 'https://openrouter.ai/api/v1',
    api: 'openai',
  },
] as const;

/** Endpoints that variables name: of this shell, and of the servers that run. Never a value but host and port. */
export const fromEnvironment: Source = async (context) => ({
  guesses: [
    ...told(context).flatMap((one) => [...vendorGuesses(one), ...namedGuesses(one, context)]),
    ...(await serverGuesses(context)),
  ],
});

/** Variables that one place sets. */
interface Variables {
  readonly source: string;
  readonly values: Readonly<Partial<Record<string, string>>>;
}

/** Those of this shell, and of files that were named. */
function told({ environment, files }: SourceContext): readonly Variables[] {
  const named = files.filter((file) => formatOf(file) === 'environment').map(variablesIn);
  return [{ source: 'environment of this shell', values: environment }, ...named];
}

/** `export NAME="value"`, one a line. */
function variablesIn({ path, text }: NamedFile): Variables {
  const pattern = /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)=(["']?)([^\r\n]*?)\2[ \t]*\r?$/gm;
  const pairs = [...text.matchAll(pattern)].map(([, name = '', , value = '']) => [name, value]);
  return { source: path, values: Object.fromEntries(pairs) };
}

function vendorGuesses({ values: environment, source }: Variables): readonly Guess[] {
  return vendors.flatMap(({ id, base, key, usual, api }): readonly Guess[] => {
    const variable = base.find((name) => environment[name]);
    const stated = endpointIn(variable === undefined ? '' : (environment[variable] ?? ''));
    const hasKey = key !== undefined && Boolean(environment[key]);
    const address = stated ? addressFrom(stated) : hasKey ? usual : undefined;
    if (address === undefined) return [];
    const asks = hasKey && api === 'openai';
    return [
      {
        id,
        kind: 'provider',
        address,
        needs: [],
        // A list of models costs nothing; the key stays where it is.
        ...(asks ? { also: [{ kind: 'openai', as: 'list', list: true, key: `env:${key}` }] } : {}),
        why: stated
          ? `${variable} names it${hasKey ? `, and ${key} is set` : ''}`
          : `${key} is set, and nothing names another place`,
        source,
        sure: stated ? 'likely' : 'guess',
        ...(stated ? {} : { onlyIfNeeded: true }),
      },
    ];
  });
}

/** Everything else that variables name: databases, caches, gateways. */
function namedGuesses({ values, source }: Variables, { machine }: SourceContext): readonly Guess[] {
  const ofVendors: ReadonlySet<string> = new Set(vendors.flatMap(({ base }) => [...base]));
  const lines = Object.entries(values).flatMap(([name, value]) =>
    value === undefined || ofVendors.has(name) ? [] : [`${name}=${value}`],
  );
  return endpointsOfEnvironment(lines, machine.here).map(({ variable, need, sure, thing }) => ({
    ...thing,
    address: need,
    needs: [],
    why: `${variable} names it`,
    source,
    sure,
  }));
}

/** What the servers that run were told when they were started. */
async function serverGuesses(context: SourceContext): Promise<readonly Guess[]> {
  const found = await Promise.all(
    servedBy(context.machine).map(async (one) => {
      const file = `/proc/${one.owner.pid}/environ`;
      const text = textOf(await readText(context.vantage, file, ENVIRONMENT_BYTES)) ?? '';
      return guessOf(one, text.split('\0'));
    }),
  );
  return found.flat();
}

function guessOf(one: Served, lines: readonly string[]): readonly Guess[] {
  const named = endpointsOfEnvironment(lines, one.owner.scope);
  if (named.length === 0) return [];
  return [
    {
      id: one.id,
      kind: 'service',
      needs: [...new Set(named.map(({ need }) => need))],
      marks: one.marks,
      why: `its ${named.map(({ variable }) => variable).join(', ')} says whom it calls`,
      source: sourceOf(one),
      sure: 'likely',
      onlyIfNeeded: true,
    },
    ...thingsNamed(named, sourceOf(one)),
  ];
}
