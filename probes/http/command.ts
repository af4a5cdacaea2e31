import type { SafeText } from '../../src/text/safe-text.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import { addressOf } from '../network/address.ts';
import { formatEndpoint, parseEndpoint } from '../network/endpoint.ts';
import { hostOf, portOf } from '../network/http-exchange.ts';
import { commandLine, shellHost } from '../network/shell-words.ts';
import { curlHeader } from './headers.ts';
import { type HttpOptions, urlOf } from './options.ts';

/** The parts of a request that a curl command repeats. */
export type CurlRequest = Pick<
  HttpOptions,
  'resolver' | 'connectTo' | 'servername' | 'ca' | 'minVersion'
> & {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
};

export function commandOf(options: HttpOptions): SafeText {
  const method = { GET: [], HEAD: ['--head'], OPTIONS: ['-X', 'OPTIONS'] }[options.method];
  const redirects =
    options.redirects === 0 ? [] : ['-L', '--max-redirs', String(options.redirects)];
  return commandLine([
    'curl -sS -i',
    ...method,
    ...redirects,
    ...curlWords({ ...options, url: urlOf(options) }),
  ]);
}

/** Options and URL of a curl command that dials and authenticates as the look does. */
export function curlWords(request: CurlRequest): readonly string[] {
  const { headers, ca, minVersion } = request;
  return [
    ...Object.entries(headers).map(([name, value]) => curlHeader(name, value, shellQuote)),
    ...(ca === undefined ? [] : ['--cacert', shellQuote(ca)]),
    ...(minVersion === undefined ? [] : [minVersion.toLowerCase()].map((v) => `--${v}`)),
    ...dialWords(request),
  ];
}

/**
 * curl takes SNI from the URL, so a stated servername stands there, the real host in the Host
 * header, and `--connect-to` leads back to where it is.
 */
function dialWords({ url, resolver, connectTo, servername }: CurlRequest): readonly string[] {
  const port = portOf(url);
  const real = parseEndpoint(connectTo ?? '') ?? { host: hostOf(url), port };
  const shown = new URL(url);
  const words: string[] = [];
  if (url.protocol === 'https:' && servername !== undefined && servername !== hostOf(url)) {
    shown.hostname = servername;
    words.push('-H', shellQuote(`Host: ${url.host}`));
  }
  const written = { host: hostOf(shown), port };
  if (real.host !== written.host || real.port !== port) {
    words.push('--connect-to', shellQuote(`${formatEndpoint(written)}:${formatEndpoint(real)}`));
  }
  if (resolver !== undefined && !addressOf(real.host)) {
    const name = shellQuote(`${real.host}:${real.port}:`);
    words.push('--resolve', `${name}${shellHost(real.host, resolver)}`);
  }
  return [...words, shellQuote(shown.href)];
}
