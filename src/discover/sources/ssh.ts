import { homedir } from 'node:os';
import { vantagePattern } from '../../chain/grammar.ts';
import { formatOf } from '../configuration/format.ts';
import { unreadable } from '../configuration/problem.ts';
import type { NamedFile, Source } from '../context.ts';
import type { GuessedVantage } from '../types.ts';

/** Bytes of one configuration; long ones have a few hundred hosts. */
const FILE_BYTES = 1_048_576;
/** Hosts of one configuration. */
const MOST_HOSTS = 1_000;

/** Hosts of the SSH configuration of whoever runs weaklink: places to look from. */
export const fromSsh: Source = async ({ files, vantage }) => {
  const named = files.filter((file) => formatOf(file) === 'ssh');
  // What SSH knows there leads from there, and looks start here.
  const own = vantage.name === 'local' && named.length === 0 ? await ownFile(vantage) : [];
  const read = await Promise.all([...named, ...own].map(hostsIn));
  return { guesses: [], vantages: read.flat() };
};

async function ownFile(vantage: {
  readFile(path: string, maxBytes: number): Promise<Buffer>;
}): Promise<readonly NamedFile[]> {
  const path = `${homedir()}/.ssh/config`;
  const bytes = await vantage.readFile(path, FILE_BYTES).catch(() => undefined);
  return bytes ? [{ path: '~/.ssh/config', text: bytes.toString('utf8') }] : [];
}

/** Hosts that are named without patterns. `Match` and `Include` are for ssh itself to follow. */
export async function hostsIn({ path, text }: NamedFile): Promise<readonly GuessedVantage[]> {
  const { default: SSHConfig } = await import('ssh-config');
  const config = parsed(SSHConfig.parse, { path, text });
  const names = config
    .flatMap((line) => ('param' in line && /^host$/i.test(line.param) ? [line.value] : []))
    .flatMap(wordsOf)
    .filter((name) => !/[*?!]/.test(name) && vantagePattern.test(`ssh:${name}`))
    .slice(0, MOST_HOSTS);
  return [...new Set(names)].map((name) => {
    // A program that "Match exec" names is never run.
    const found = config.compute({ Host: name }, { ignoreCase: true, matchExec: false });
    const stated = Object.entries(found).find(([key]) => /^hostname$/i.test(key))?.[1];
    const host = typeof stated === 'string' ? stated.replaceAll('%h', name) : name;
    const line = lineOf(text, name);
    return {
      name,
      address: `ssh:${name}`,
      hosts: [...new Set([name.toLowerCase(), host.toLowerCase()])],
      why: host === name ? 'SSH is set up for it' : `SSH is set up for it, as ${host}`,
      source: `${path}:${line}`,
    };
  });
}

function parsed<T>(parse: (text: string) => T, { path, text }: NamedFile): T {
  try {
    return parse(text);
  } catch {
    // The parser does not say where; a line that stands alone shows it.
    const line = text.split('\n').findIndex((one) => isBad(one, parse));
    throw unreadable(path, Math.max(1, line + 1), 'is no SSH configuration: a line is incomplete');
  }
}

function isBad(line: string, parse: (text: string) => unknown): boolean {
  try {
    parse(`${line}\n`);
    return false;
  } catch {
    return true;
  }
}

function wordsOf(value: string | readonly { readonly val: string }[]): readonly string[] {
  return typeof value === 'string' ? value.split(/\s+/) : value.map(({ val }) => val);
}

function lineOf(text: string, name: string): number {
  const lines = text.split('\n');
  const found = lines.findIndex((line) => {
    const [, rest = ''] = /^\s*host[\s=]+(.*)$/i.exec(line) ?? [];
    return rest.split(/[\s"]+/).includes(name);
  });
  return found + 1;
}
