import { headersOption } from '../../probes/http/headers.ts';
import { WeaklinkError } from '../platform/errors.ts';
import type { OptionValues } from './command.ts';

/** `--header "authorization: Bearer env:TOKEN"`, any number of them; secrets as references. @throws WeaklinkError E_OPTION */
export function headersIn(given: OptionValues[string]): Readonly<Record<string, string>> {
  const lines = Array.isArray(given) ? given : typeof given === 'string' ? [given] : [];
  const entries = lines.map((line): [string, string] => {
    const [name = '', ...rest] = line.split(':');
    return [name.trim(), rest.join(':').trim()];
  });
  const parsed = headersOption.safeParse(Object.fromEntries(entries));
  if (parsed.success) return parsed.data;
  throw new WeaklinkError({
    code: 'E_OPTION',
    message: `--header: ${parsed.error.issues[0]?.message ?? 'not a header'}`,
    hint: 'Write --header "authorization: Bearer env:TOKEN".',
  });
}
