import type { SafeText } from '../../src/text/safe-text.ts';
import { curlWords } from '../http/command.ts';
import { commandLine } from '../network/shell-words.ts';
import { baseOf, type ModelserverOptions, urlAt } from './options.ts';
import { servers } from './servers/index.ts';

/** Without a name: the page that most of them have. */
const ANY_HEALTH = '/v1/models';

/** The page by which the server says whether it is ready. */
export function commandOf(options: ModelserverOptions): SafeText {
  const { server, inferenceService, dashboard } = options;
  const health = server === 'auto' ? ANY_HEALTH : servers[server].health;
  const own = server === 'kserve' ? inferenceService : undefined;
  const url =
    own !== undefined
      ? new URL(own)
      : server === 'rayserve' && dashboard !== undefined
        ? new URL(health, dashboard)
        : urlAt(baseOf(options), health);
  return commandLine(['curl -sS -i', ...curlWords({ ...options, url })]);
}
