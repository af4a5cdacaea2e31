import type { Chain, Link, Need, ProbePlan } from '../../chain/types.ts';
import { operator } from '../operator.ts';
import type { AliasKind } from './alias-book.ts';
import { commonWords } from './common-words.ts';
import type { Names } from './names.ts';
import { removedText, type Scanner } from './scanner.ts';

/** Options that hold what is asked, which may be anybody's text. */
const questions: ReadonlySet<string> = new Set(['prompt', 'content', 'input', 'system', 'answer']);
/** Options that hold a name whatever it looks like. */
const namedOptions: Readonly<Record<string, readonly [kind: AliasKind, prefix: string]>> = {
  container: ['container', 'container'],
  context: ['name', 'context'],
  image: ['container', 'image'],
  bucket: ['name', 'bucket'],
  database: ['name', 'database'],
  namespace: ['name', 'namespace'],
  pod: ['host', 'host'],
  project: ['name', 'project'],
  tenant: ['name', 'tenant'],
  unit: ['name', 'unit'],
  user: ['user', 'user'],
};

/** The chain with the same structure, kinds, probes and intervals under other names. */
export function rewriteChain(chain: Chain, names: Names, scanner: Scanner): Chain {
  const need = (one: Need): Need =>
    'link' in one
      ? { link: names.link(one.link) }
      : { anyOf: one.anyOf.map((id) => names.link(id)) };
  const link = (one: Link): Link => ({
    ...one,
    ...optional(one, names, scanner),
    id: names.link(one.id),
    needs: one.needs.map(need),
    labels: Object.fromEntries(
      Object.entries(one.labels).map(([key, value]) => [
        scanner.text(key),
        wordOr(value, () => names.declared('name', value, 'label')),
      ]),
    ),
    probes: one.probes.map((plan) => rewritePlan(plan, names, scanner)),
  });
  return {
    name: names.declared('chain', chain.name, 'chain'),
    models: chain.models.map(({ id, at, needs }) => ({
      id: names.model(id),
      at: names.link(at),
      needs: needs.map(need),
    })),
    links: chain.links.map(link),
    vantages: chain.vantages.map(({ name, address }) => ({
      name: vantageName(name, names),
      address: vantageAddress(address, names),
    })),
  };
}

function optional(link: Link, names: Names, scanner: Scanner): Partial<Link> {
  const { address, owner, environment, region, provider } = link;
  return {
    ...(address === undefined ? {} : { address: linkAddress(address, names, scanner) }),
    ...(owner === undefined ? {} : { owner: names.declared('owner', owner, 'team') }),
    ...(environment === undefined
      ? {}
      : { environment: wordOr(environment, () => names.declared('name', environment, 'env')) }),
    ...(region === undefined ? {} : { region: names.declared('name', region, 'region') }),
    ...(provider === undefined ? {} : { provider: names.declared('name', provider, 'provider') }),
  };
}

/** URLs, `host:port`, names, pid files, names of containers: what is no shape is a name. */
function linkAddress(address: string, names: Names, scanner: Scanner): string {
  if (address.startsWith('k8s:')) return `k8s:${clusterObject(address.slice(4), names)}`;
  const hostAndIndex = /^([\w.-]+)(:\d+)?$/.exec(address);
  if (hostAndIndex) return names.host(hostAndIndex[1] ?? '') + (hostAndIndex[2] ?? '');
  return scanner.text(address);
}

/** `llm/deployment/vllm`, `deployment/vllm`, `node/gpu-1`: the kind stays, and the names do not. */
function clusterObject(text: string, names: Names): string {
  const parts = /^(?:([a-z0-9-]+)\/)?([a-z]+)\/([^/]+)$/.exec(text);
  if (!parts) return text;
  const [, namespace, kind = '', name = ''] = parts;
  const within =
    namespace === undefined ? '' : `${names.declared('name', namespace, 'namespace')}/`;
  const own = /^no(?:des?)?$/.test(kind)
    ? names.host(name)
    : names.declared('name', name, 'object');
  return `${within}${kind}/${own}`;
}

/** `local`, `ssh:user@host:port`, `docker:container`. */
function vantageAddress(address: string, names: Names): string {
  const ssh = /^ssh:(?:([^@]*)@)?([^:]+)(:\d+)?$/.exec(address);
  if (ssh) {
    const user = ssh[1] === undefined ? '' : `${names.book.word('user', ssh[1], 'user')}@`;
    return `ssh:${user}${names.host(ssh[2] ?? '')}${ssh[3] ?? ''}`;
  }
  const docker = /^docker:(.+)$/.exec(address);
  if (docker) return `docker:${names.declared('container', docker[1] ?? '', 'container')}`;
  return address === 'local' ? address : names.declared('name', address, 'vantage');
}

export function vantageName(name: string, names: Names): string {
  if (name === 'local' || name === operator) return name;
  return names.find(name) ?? names.declared('name', name, 'vantage');
}

function rewritePlan(plan: ProbePlan, names: Names, scanner: Scanner): ProbePlan {
  return {
    ...plan,
    name: probeName(plan.name, names),
    vantage: vantageName(plan.vantage, names),
    options: rewriteOptions(plan.options, names, scanner) as ProbePlan['options'],
  };
}

/** `http`, `health` and `ask-chat`: the last names a model. */
export function probeName(name: string, names: Names): string {
  const found = names.find(name);
  if (found !== undefined) return found;
  const [, verb, asked] = /^(ask|complaint)-(.+)$/.exec(name) ?? [];
  if (asked !== undefined) {
    return `${verb}-${names.find(asked) ?? names.book.word('model', asked, 'model')}`;
  }
  const isCommon = name.split(/[-_. ]/).every((word) => names.isPlain(word));
  return isCommon ? name : names.book.word('name', name, 'probe');
}

function rewriteOptions(value: unknown, names: Names, scanner: Scanner, key = ''): unknown {
  if (typeof value === 'string') {
    if (questions.has(key)) return removedText;
    if (key === 'model') return names.model(value);
    if (key === 'object') return clusterObject(value, names);
    const named = namedOptions[key];
    if (named) return names.declared(...namedArguments(named, value));
    return names.linkNamed(value) ?? scanner.text(value);
  }
  if (Array.isArray(value)) return value.map((one) => rewriteOptions(one, names, scanner, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      scanner.namesIn(name),
      rewriteOptions(member, names, scanner, name),
    ]),
  );
}

function namedArguments(
  [kind, prefix]: readonly [AliasKind, string],
  value: string,
): [AliasKind, string, string] {
  return [kind, value, prefix];
}

function wordOr(value: string, alias: () => string): string {
  return commonWords.has(value.toLowerCase()) || value.length < 3 || value === 'allow'
    ? value
    : alias();
}
