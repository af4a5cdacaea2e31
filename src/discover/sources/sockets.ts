import { basename } from 'node:path';
import type { Source } from '../context.ts';
import { kindOfEndpoint } from '../kind-of-endpoint.ts';
import { modelsOf } from '../machine/programs.ts';
import { hostPort, listenMarks, reachableHost } from '../machine/scope.ts';
import { addressOfServed, type Served, servedBy, sourceOf } from '../machine/served.ts';
import type { Machine, RunningProcess } from '../machine/types.ts';
import type { Guess, GuessedModel } from '../types.ts';

/** What listens on this machine and its containers, and the processes behind it. */
export const fromSockets: Source = async ({ machine }) => {
  const served = servedBy(machine);
  return {
    guesses: [
      ...served.map(serverGuess),
      ...processGuesses(served, machine),
      ...unownedGuesses(machine),
    ],
    models: served.flatMap(modelGuesses),
    problems: machine.problems,
  };
};

function serverGuess(one: Served): Guess {
  const { program, owner, port, marks, pids } = one;
  const address = addressOfServed(one);
  return {
    id: one.id,
    kind: program?.kind ?? 'service',
    needs: [owner.pidNamespace === '' ? `process/${owner.pid}` : owner.pidNamespace],
    // Ports of one gateway are several links; its process is none of them.
    marks: program?.front ? marks : [...marks, ...pids.map((pid) => `pid/${pid}`)],
    why: program
      ? `${basename(owner.argv[0] ?? owner.name).split(/[: ]/, 1)} listens on port ${port}`
      : `something listens on port ${port}`,
    source: sourceOf(one),
    sure: program ? 'likely' : 'guess',
    ...(address === undefined ? { probes: [] } : { address }),
    ...(program ? {} : { onlyIfNeeded: true }),
  };
}

/** Ports of processes that we may not look at: what usually stands there. */
function unownedGuesses({ listeners, here }: Machine): readonly Guess[] {
  const unowned = listeners.filter(({ owner, scope }) => !owner && scope === here);
  return [...Map.groupBy(unowned, ({ port }) => port)].flatMap(([port, all]) => {
    const host = all[0] && reachableHost(here, all[0].ip);
    if (host === undefined) return [];
    const { kind, id } = kindOfEndpoint({ scheme: undefined, host, port, path: '' });
    return [
      {
        ...{ id, kind },
        address: hostPort(host, port),
        needs: ['machine'],
        marks: [...new Set(all.flatMap((one) => listenMarks(here, one.ip, port)))],
        why: `a process of another user listens on port ${port}`,
        source: '/proc/net/tcp',
        sure: 'guess' as const,
        onlyIfNeeded: kind === 'service',
      },
    ];
  });
}

function modelGuesses({ program, owner, marks }: Served): readonly GuessedModel[] {
  const at = marks[0];
  if (!program || at === undefined) return [];
  return modelsOf(program, owner.argv).map((id) => ({
    id,
    at,
    anyOf: [],
    why: 'its command line names this model',
    source: `process ${owner.pid} (${owner.name})`,
  }));
}

/** Processes of this machine, of those that can be told from all others by what never changes. */
function processGuesses(served: readonly Served[], { processes }: Machine): readonly Guess[] {
  const owners = new Map(served.map((one) => [one.owner.pid, one]));
  return [...owners.values()].flatMap((one) => {
    const { owner, program } = one;
    if (owner.pidNamespace !== '') return [];
    const named = nameOf(owner, processes);
    return [
      {
        id: `${one.id}-process`,
        kind: 'process' as const,
        needs: ['machine'],
        marks: [`process/${owner.pid}`],
        ...(named ? { probes: [{ kind: 'process', ...named }] } : { probes: [] }),
        why: named
          ? `port ${one.port} is served by it`
          : `port ${one.port} is served by it, but other processes look the same`,
        source: sourceOf(one),
        sure: 'certain' as const,
        onlyIfNeeded: program === undefined,
      },
    ];
  });
}

type Naming = { readonly name: string; readonly match?: readonly string[] };

/**
 * The name, with what of its command line sets it apart where several have it. Only a port, a
 * directory and the file of a configuration are taken from it: other arguments may be secrets.
 */
function nameOf(owner: RunningProcess, processes: readonly RunningProcess[]): Naming | undefined {
  const name = basename((owner.argv[0] ?? '').split(/[: ]/, 1)[0] ?? '') || owner.name;
  const words = owner.argv.join(' ').split(' ');
  const parts = words.flatMap((word, index) => {
    const next = words[index + 1] ?? '';
    if (/^--?(?:p|port|http-port)$/.test(word) && /^\d+$/.test(next)) return [`${word} ${next}`];
    if (/^--(?:http-)?port=\d+$/.test(word)) return [word];
    return /^\/[\w./@+-]+$/.test(word) && index > 0 ? [word] : [];
  });
  // What sets it apart stands first, a port before a path: tomorrow another of its name may run.
  const candidates: readonly Naming[] = [
    ...parts
      .toSorted((a, b) => Number(a.startsWith('/')) - Number(b.startsWith('/')))
      .map((part) => ({ name, match: [part] })),
    { name },
  ];
  return candidates.find((candidate) => isUnique(candidate, owner, processes));
}

/** As the process probe matches: by the kernel's name or the program's, and parts of the line. */
function isUnique(
  { name, match = [] }: Naming,
  owner: RunningProcess,
  processes: readonly RunningProcess[],
): boolean {
  const fitting = processes.filter(({ name: kernel, argv }) => {
    const isNamed = kernel === name.slice(0, 15) || basename(argv[0] ?? '') === name;
    return isNamed && match.every((part) => argv.join(' ').includes(part));
  });
  const pids = new Set(fitting.map(({ pid }) => pid));
  // The oldest speaks for its workers.
  const roots = fitting.filter(({ parent }) => !pids.has(parent));
  return roots.length === 1 && roots[0]?.pid === owner.pid;
}
