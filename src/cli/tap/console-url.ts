import { WeaklinkError } from '../../platform/errors.ts';
import { sanitise } from '../../text/sanitise.ts';
import { EVENTS_PATH } from '../attribution/listen-paths.ts';

/** `127.0.0.1:4318`, as `attribution.listen` of the chain file says, or its URL. @throws WeaklinkError E_TAP_TELL */
export function consoleUrl(text: string): URL {
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  const isPlain = url?.pathname === '/' && url.search === '' && url.hash === '';
  const isOpen = url?.username === '' && url.password === '';
  if (url?.protocol === 'http:' && isPlain && isOpen) return new URL(EVENTS_PATH, url);
  throw new WeaklinkError({
    code: 'E_TAP_TELL',
    message: `--tell: "${sanitise(text)}" is not the address of a console`,
    hint: 'Write what attribution.listen of its chain file says: --tell 127.0.0.1:4318',
  });
}
