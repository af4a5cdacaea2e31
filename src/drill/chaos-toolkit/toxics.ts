import { z } from 'zod';
import type { Path } from '../../chain/document.ts';
import { shown } from '../../chain/shown.ts';
import { problemsOf } from '../../chain/zod-problems.ts';
import { namesIn, type Settings, substituted } from '../activities/substitute.ts';
import type { JsonValue, Provider } from '../experiment-types.ts';
import { hostPort } from '../scenario/grammar.ts';
import type { SectionContext } from './context.ts';

type FaultProvider = Extract<Provider, { kind: 'fault' }>;
/** What one action becomes: none, one or several steps of ours. */
type Steps = readonly FaultProvider[];
type Arguments = Readonly<Record<string, JsonValue>>;

interface Translation {
  readonly arguments: z.ZodType<Arguments>;
  steps(given: Arguments, path: Path, context: SectionContext): Steps | null;
}

const name = z.string().min(1).max(64);
const amount = z.number().min(0);
const toxicNames = { for_proxy: name, toxic_name: name };

/** A function that makes a toxic of one type: what it calls its attributes → what Toxiproxy calls them. */
function maker(type: string, attributes: Readonly<Record<string, string>>): Translation {
  const shape = Object.fromEntries(
    Object.keys(attributes).map((key) => [key, key === 'jitter' ? amount.optional() : amount]),
  );
  return {
    arguments: z.strictObject({ ...toxicNames, ...shape }) as unknown as z.ZodType<Arguments>,
    steps(given, path, context) {
      const options = Object.entries(attributes).flatMap(([key, own]) =>
        given[key] === undefined ? [] : [[own, given[key]] as const],
      );
      return inject(given, { toxic: type, ...Object.fromEntries(options) }, 1, path, context);
    },
  };
}

const bandwidth = maker('bandwidth', { rate: 'rate' });
const slowClose = maker('slow_close', { delay: 'delay' });
const proxyOnly = z.strictObject({ proxy_name: name });

/** `module.func` of the chaostoxi extension → our faults. Both spellings of two of its names. */
export const translations: Readonly<Record<string, Translation>> = {
  'chaostoxi.toxic.actions.create_toxic': {
    arguments: z.strictObject({
      ...toxicNames,
      toxic_type: name,
      stream: z.enum(['upstream', 'downstream']).optional(),
      toxicity: z.number().gt(0).max(1).optional(),
      attributes: z.record(z.string(), z.json()).optional(),
    }) as unknown as z.ZodType<Arguments>,
    steps(given, path, context) {
      const { toxic_type: toxic, stream = 'downstream', toxicity = 1, attributes } = given;
      const options = { toxic, stream, ...(attributes as object | undefined) };
      return inject(given, options, Number(toxicity), path, context);
    },
  },
  'chaostoxi.toxic.actions.create_latency_toxic': maker('latency', {
    latency: 'latency',
    jitter: 'jitter',
  }),
  'chaostoxi.toxic.actions.create_bandwith_toxic': bandwidth,
  'chaostoxi.toxic.actions.create_bandwith_degradation_toxic': bandwidth,
  'chaostoxi.toxic.actions.create_slow_closer_toxic': slowClose,
  'chaostoxi.toxic.actions.create_slow_connection_close_toxic': slowClose,
  'chaostoxi.toxic.actions.create_timeout_toxic': maker('timeout', { timeout: 'timeout' }),
  'chaostoxi.toxic.actions.create_slicer_toxic': maker('slicer', {
    average_size: 'average_size',
    size_variation: 'size_variation',
    delay: 'delay',
  }),
  'chaostoxi.toxic.actions.create_limiter_toxic': maker('limit_data', { bytes_limit: 'bytes' }),
  'chaostoxi.toxic.actions.delete_toxic': {
    arguments: z.strictObject(toxicNames) as unknown as z.ZodType<Arguments>,
    steps(given, path, { toxics, findings }) {
      const { for_proxy: proxy, toxic_name: toxic } = given;
      const fault = toxics.find(String(proxy), String(toxic));
      if (fault !== null) return [{ kind: 'fault', fault, do: 'undo' }];
      const message = `no toxic ${shown(toxic)} of the proxy ${shown(proxy)} is made before it`;
      findings.add(
        path,
        'E_DANGLING',
        message,
        'Undoing what somebody else did is not ours to do.',
      );
      return null;
    },
  },
  'chaostoxi.proxy.actions.create_proxy': {
    arguments: z.strictObject({
      proxy_name: name,
      upstream_host: z.string(),
      upstream_port: z.union([z.int(), z.string()]),
      listen_host: z.string().optional(),
      listen_port: z.union([z.int(), z.string()]).optional(),
      enabled: z.boolean().optional(),
    }) as unknown as z.ZodType<Arguments>,
    steps: createProxy,
  },
  'chaostoxi.proxy.actions.modify_proxy': {
    arguments: z.strictObject({
      proxy_name: name,
      listen_address: z.string().optional(),
      upstream_address: z.string().optional(),
      enabled: z.boolean().optional(),
    }) as unknown as z.ZodType<Arguments>,
    steps(given, path, context) {
      for (const key of ['listen_address', 'upstream_address'] as const) {
        if (given[key] === undefined) continue;
        const message = 'a proxy keeps its addresses while it stands';
        context.findings.add([...path, 'arguments', key], 'E_UNSUPPORTED', message);
        return null;
      }
      if (given.enabled === undefined) return [];
      return given.enabled ? enable(given, path, context) : disable(given, path, context);
    },
  },
  'chaostoxi.proxy.actions.disable_proxy': { arguments: proxyOnly, steps: disable },
  'chaostoxi.proxy.actions.enable_proxy': { arguments: proxyOnly, steps: enable },
  'chaostoxi.proxy.actions.delete_proxy': {
    arguments: proxyOnly,
    steps(given, path, context) {
      const message = 'the proxy is taken down instead, so that it can be put back';
      context.findings.note(path, message);
      return disable(given, path, context);
    },
  },
  'chaostoxi.proxy.actions.reset': {
    arguments: z.strictObject({}) as unknown as z.ZodType<Arguments>,
    steps: (_given, _path, { toxics }) =>
      toxics.namesOf(null).map((fault) => ({ kind: 'fault', fault, do: 'undo' })),
  },
};

/** @returns what the action becomes, or null after telling why it cannot */
export function stepsOf(
  {
    module,
    func,
    arguments: given = {},
  }: {
    readonly module: string;
    readonly func: string;
    readonly arguments?: Arguments | undefined;
  },
  path: Path,
  context: SectionContext,
): Steps | null {
  const translation = translations[`${module}.${func}`];
  if (!translation) return null;
  const { findings, literals } = context;
  const known = substituted(given, literals as Settings);
  const [open] = [...namesIn(known), ...environmentNames(known)];
  if (open !== undefined) {
    const message = `${shown(open)} must be written out: faults are planned before anything runs`;
    findings.add([...path, 'arguments'], 'E_UNSUPPORTED', message);
    return null;
  }
  const { success, data, error } = translation.arguments.safeParse(known);
  if (success) return translation.steps(data, path, context);
  const from = {
    parsed: findings.parsed,
    base: [...path, 'arguments'],
    schema: translation.arguments,
  };
  findings.problems.push(...problemsOf(error.issues, from));
  return null;
}

/** The extension reads `env:NAME` from the environment too. */
function environmentNames(given: JsonValue): readonly string[] {
  return Object.values(given ?? {}).filter(
    (value): value is string => typeof value === 'string' && value.startsWith('env:'),
  );
}

function inject(
  { for_proxy: proxy, toxic_name: toxic }: Arguments,
  options: Readonly<Record<string, unknown>>,
  intensity: number,
  path: Path,
  context: SectionContext,
): Steps | null {
  return injected(
    { proxy: String(proxy), toxic: String(toxic), options, intensity },
    path,
    context,
  );
}

function injected(
  asked: Readonly<{
    proxy: string;
    toxic: string;
    intensity: number;
    options: Readonly<Record<string, unknown>>;
  }>,
  path: Path,
  context: SectionContext,
): Steps | null {
  const { toxics, findings } = context;
  const toxiproxy = toxics.hasProxy(asked.proxy) ? undefined : addressOf(context);
  if (toxiproxy === null) {
    const message = `nothing says where the proxy ${shown(asked.proxy)} is`;
    const hint =
      'Write "toxiproxy_url" or "toxiproxy_host" into the configuration, as a plain value.';
    findings.add(path, 'E_MISSING', message, hint);
    return null;
  }
  const options = {
    proxy: asked.proxy,
    ...(toxiproxy === undefined ? {} : { toxiproxy }),
    ...asked.options,
  };
  const fault = toxics.add({ ...asked, options, path });
  return [{ kind: 'fault', fault, do: 'inject' }];
}

/** Where the extension would find a real Toxiproxy. */
function addressOf({ literals }: SectionContext): string | null {
  const { toxiproxy_url: url, toxiproxy_host: host, toxiproxy_port: port } = literals;
  if (typeof url === 'string') return url.replace(/\/$/, '');
  const whole = `${typeof host === 'string' ? host : ''}:${port ?? 8474}`;
  return typeof host === 'string' && hostPort.safeParse(whole).success ? `http://${whole}` : null;
}

/** What stands for a proxy that is off. */
const off = 'down';

function disable({ proxy_name: proxy }: Arguments, path: Path, context: SectionContext) {
  const options = { toxic: off };
  return injected({ proxy: String(proxy), toxic: off, options, intensity: 1 }, path, context);
}

function enable(
  { proxy_name: proxy }: Arguments,
  path: Path,
  { toxics, findings }: SectionContext,
) {
  const fault = toxics.find(String(proxy), off);
  if (fault !== null) return [{ kind: 'fault', fault, do: 'undo' }] as const;
  const message = `the proxy ${shown(proxy)} is not disabled before it`;
  findings.add(path, 'E_DANGLING', message, 'What was on is on again after the run by itself.');
  return null;
}

/** A proxy that the experiment makes becomes one of ours, which stands from the beginning. */
function createProxy(given: Arguments, path: Path, context: SectionContext): Steps | null {
  const {
    proxy_name,
    upstream_host,
    upstream_port,
    listen_host = '127.0.0.1',
    listen_port = 0,
  } = given;
  const listen = `${listen_host === '0.0.0.0' ? '127.0.0.1' : listen_host}:${listen_port}`;
  const upstream = `${upstream_host}:${upstream_port}`;
  const { findings, toxics } = context;
  for (const [key, value] of [
    ['listen_port', listen],
    ['upstream_host', upstream],
  ] as const) {
    if (hostPort.safeParse(value).success) continue;
    const message = `${shown(value)} is no host:port with a port from 1 to 65535`;
    findings.add(
      [...path, 'arguments', key],
      'E_VALUE',
      message,
      'Others must know it beforehand.',
    );
    return null;
  }
  toxics.addProxy({ name: String(proxy_name), kind: 'tcp', listen, upstream });
  findings.note(
    path,
    'the proxy is one of weaklink and stands from the start of the run to its end',
  );
  return given.enabled === false ? disable(given, path, context) : [];
}
