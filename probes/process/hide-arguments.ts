/** Flags and variables whose values are secrets: `--api-key`, `--hf_token=…`, `DB_PASSWORD=…`. */
const secretName = /(?:^|[-_])(?:key|token|secret|password|passwd|pwd|credentials?|auth)$/i;
const userInfo = /(\w+:\/\/[^\s/:@]*):[^\s/@]+@/g;
const HIDDEN = '‹hidden›';

/**
 * A command line without the values that look like secrets. The redactor strikes out the secrets
 * that weaklink knows; a process may carry others, and `ps` shows them to everyone.
 */
export function hideArguments(argv: readonly string[]): readonly string[] {
  let hideNext = false;
  return argv.map((argument) => {
    if (hideNext) {
      hideNext = false;
      return HIDDEN;
    }
    const equals = argument.indexOf('=');
    const name = equals < 0 ? argument : argument.slice(0, equals);
    if (secretName.test(name)) {
      if (equals >= 0) return `${name}=${HIDDEN}`;
      hideNext = argument.startsWith('-');
    }
    return argument.replace(userInfo, `$1:${HIDDEN}@`);
  });
}
