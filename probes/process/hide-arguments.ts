import { redactedMark } from '../../src/text/redact.ts';

/** Names whose values are secrets: `--api-key`, `--hf_token=…`, `DB_PASSWORD=…`. */
const secretName = /(?:^|[-_])(?:key|token|secret|password|passwd|pwd|credentials?|auth)$/i;

/**
 * A command line without the values of arguments that are named like secrets: `ps` shows them to
 * everyone, an observation does not. Where one argument ends and the next begins is known only
 * here; the redactor, which sees one text, strikes out the rest.
 */
export function hideArguments(argv: readonly string[]): readonly string[] {
  let hideNext = false;
  return argv.map((argument) => {
    if (hideNext) {
      hideNext = false;
      return redactedMark;
    }
    const equals = argument.indexOf('=');
    const name = equals < 0 ? argument : argument.slice(0, equals);
    if (!secretName.test(name)) return argument;
    if (equals >= 0) return `${name}=${redactedMark}`;
    hideNext = argument.startsWith('-');
    return argument;
  });
}
