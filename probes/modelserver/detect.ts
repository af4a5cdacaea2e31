import { LookMemory } from '../system/memory.ts';
import { type ModelserverOptions, type ServerName, serverNames } from './options.ts';
import type { ServerAsker, ServerReply } from './server-asker.ts';
import { servers } from './servers/index.ts';

const recognised = new LookMemory<ServerName>();

/** The order of questions: what several servers answer, and tell apart by it, first. */
const paths = [
  ...new Set(serverNames.flatMap((name) => servers[name].recognise.map(({ path }) => path))),
];

/**
 * Which server answers there: as the options say, as it was recognised before, or by the pages that
 * only one of them has. Null: none that is known, or nobody answers.
 */
export async function serverOf(
  asker: ServerAsker,
  { server }: ModelserverOptions,
  target: string,
): Promise<ServerName | null> {
  if (server !== 'auto') return server;
  const known = recognised.recall(target);
  if (known !== undefined) return known;
  for (const path of paths) {
    const reply = await asker.any(path);
    if (asker.broken) return null;
    const found = reply && nameBy(path, reply);
    if (!found) continue;
    recognised.keep(target, found);
    return found;
  }
  return null;
}

function nameBy(path: string, reply: ServerReply): ServerName | undefined {
  return serverNames.find((name) =>
    servers[name].recognise.some((one) => one.path === path && one.by(reply)),
  );
}

/** Where something else answers than was recognised there, it is looked at anew. */
export function forget(target: string): void {
  recognised.forget(target);
}
