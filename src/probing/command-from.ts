import type { SafeText } from '../text/safe-text.ts';
import { sanitise } from '../text/sanitise.ts';
import { shellQuote } from '../text/shell-quote.ts';

/** A command must be whole to be pasted; quoting it once more makes it little longer. */
const MAX_COMMAND_CHARACTERS = 5_000;

/** Words that mean the same to every shell, one after the other. */
const BARE_WORDS = /^[\w@%+=:,./ -]+$/;
/** Words of which each is bare or wholly quoted: a program and its arguments, and no shell syntax. */
const PLAIN_WORDS = /^[\w@%+:,./-]+(?: (?:[\w@%+=:,./-]+|'[^']*'(?:\\''[^']*')*))*$/;
/** A secret in a header, as the http probes write it: from a variable or from a file of this machine. */
const SECRET =
  /(?<=-H "[\w-]+: (?:[\w-]+ )?)\$(?:([A-Za-z_]\w*)|\(cat ((?:[^()'"]|'[^']*')+)\))(?=")/g;

/**
 * The command as one types it on this machine, so that it runs where the look stands. Secrets are
 * this machine's, and are handed over.
 *
 * @param vantage `local`, `ssh:user@host:port` or `docker:container`
 */
export function commandFrom(vantage: string, command: SafeText): SafeText {
  const [, kind, where = ''] = /^(ssh|docker):(.+)$/.exec(vantage) ?? [];
  if (kind === undefined) return command;
  const there = kind === 'ssh' ? overSsh(where, command) : inContainer(where, command);
  return sanitise(there, { maxCharacters: MAX_COMMAND_CHARACTERS });
}

function overSsh(where: string, command: string): string {
  const [, host = where, port] = /^(.+):(\d+)$/.exec(where) ?? [];
  const ssh = port === undefined ? `ssh ${host} --` : `ssh -p ${port} ${host} --`;
  if (BARE_WORDS.test(command)) return `${ssh} ${command}`;
  const { command: named, secrets } = withNamedSecrets(command);
  // What sshd is sent is one line of a shell; these parts of it this machine's shell fills in.
  const handed = secrets.map(({ name, value }) => `"${name}='${value}';" `).join('');
  return `${ssh} ${handed}${shellQuote(named)}`;
}

function inContainer(name: string, command: string): string {
  if (PLAIN_WORDS.test(command)) return `docker exec ${name} ${command}`;
  const { command: named, secrets } = withNamedSecrets(command);
  const values = secrets.map((secret) => `${secret.name}="${secret.value}" `).join('');
  const handed = secrets.map((secret) => `-e ${secret.name} `).join('');
  return `${values}docker exec ${handed}${name} sh -c ${shellQuote(named)}`;
}

interface Secret {
  readonly name: string;
  /** What a shell of this machine makes the value of. */
  readonly value: string;
}

/** The command with every secret in a variable. */
function withNamedSecrets(command: string): { command: string; secrets: readonly Secret[] } {
  const secrets = new Map<string, Secret>();
  const named = command.replace(SECRET, (whole, variable: string | undefined) => {
    const name = variable ?? `SECRET${secrets.size + 1}`;
    secrets.set(name, { name, value: whole });
    return `$${name}`;
  });
  return { command: named, secrets: [...secrets.values()] };
}
