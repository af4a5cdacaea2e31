import type { Answer } from 'dns-packet';

/** CNAMEs followed in one answer; resolvers give up near here too. */
const MAX_ALIASES = 16;

export interface Records {
  /** In their usual text form, in the order of the answer. */
  readonly values: readonly string[];
  /** Names that the asked one stands for, first to last. */
  readonly aliases: readonly string[];
  /** Seconds for which the whole answer may be kept; null where there is no record. */
  readonly ttlSeconds: number | null;
  /** The aliases lead in a circle, or on and on. */
  readonly loops: boolean;
}

/** The records of `type` that an answer holds for `name`, its CNAMEs followed. */
export function recordsFor(answers: readonly Answer[], name: string, type: string): Records {
  const aliases: string[] = [];
  const ttls: number[] = [];
  let owner = fold(name);
  const seen = new Set([owner]);
  for (let alias = aliasOf(answers, owner, type); alias; alias = aliasOf(answers, owner, type)) {
    owner = fold(alias.target);
    aliases.push(alias.target);
    ttls.push(alias.ttl);
    if (seen.has(owner) || aliases.length > MAX_ALIASES) {
      return { values: [], aliases, ttlSeconds: null, loops: true };
    }
    seen.add(owner);
  }
  const records = answers.filter((answer) => answer.type === type && fold(answer.name) === owner);
  ttls.push(...records.map(ttlOf));
  return {
    values: records.map(dataOf),
    aliases,
    ttlSeconds: ttls.length > 0 ? Math.min(...ttls) : null,
    loops: false,
  };
}

function aliasOf(
  answers: readonly Answer[],
  owner: string,
  type: string,
): { readonly target: string; readonly ttl: number } | undefined {
  if (type === 'CNAME') return undefined;
  const record = answers.find((answer) => answer.type === 'CNAME' && fold(answer.name) === owner);
  return record && { target: dataOf(record), ttl: ttlOf(record) };
}

function ttlOf(answer: Answer): number {
  return 'ttl' in answer ? (answer.ttl ?? 0) : 0;
}

/** A record's data as dig prints it. */
function dataOf(answer: Answer): string {
  switch (answer.type) {
    case 'MX':
      return `${answer.data.preference ?? 0} ${answer.data.exchange}`;
    case 'SRV':
      return `${answer.data.priority ?? 0} ${answer.data.weight ?? 0} ${answer.data.port} ${answer.data.target}`;
    case 'SOA':
      return `${answer.data.mname} ${answer.data.rname} ${answer.data.serial ?? 0}`;
    case 'CAA':
      return `${answer.data.flags ?? 0} ${answer.data.tag} ${answer.data.value}`;
    case 'TXT':
      return [answer.data].flat().map(String).join('');
    default:
      return 'data' in answer && typeof answer.data === 'string' ? answer.data : '';
  }
}

function fold(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
