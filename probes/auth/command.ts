import { shellQuote } from '../../src/text/shell-quote.ts';
import { secretWord } from '../aws/command.ts';
import type { Door } from './cloud-auth.ts';
import type { Auth } from './options.ts';

/** What goes before a curl command, and into it, that lets it in in the same way. */
export interface CurlAuth {
  readonly before: readonly string[];
  readonly words: readonly string[];
}

export function curlAuth(auth: Auth, { service, region, resource }: Door): CurlAuth {
  if (auth.cloud !== 'aws') {
    const token = auth.token === undefined ? undefined : secretWord(auth.token).slice(1, -1);
    const bearer = token ?? `$(${tokenProgram(auth, resource)})`;
    return { before: [], words: [`-H "authorization: Bearer ${bearer}"`] };
  }
  const { profile } = auth;
  const whose = profile === undefined ? '' : ` --profile ${shellQuote(profile)}`;
  return {
    before: [`eval "$(aws configure export-credentials --format env${whose})";`],
    words: [
      '--aws-sigv4',
      `aws:amz:${auth.region ?? region}:${service}`,
      '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"',
      // Keys that last have no token, and curl signs a header that it does not send.
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell puts it in
      '${AWS_SESSION_TOKEN:+-H "x-amz-security-token: $AWS_SESSION_TOKEN"}',
    ],
  };
}

function tokenProgram(auth: Exclude<Auth, { cloud: 'aws' }>, resource: string): string {
  if (auth.cloud === 'azure') {
    const whom = shellQuote(auth.resource ?? resource);
    return `az account get-access-token --resource ${whom} --query accessToken -o tsv`;
  }
  const { account } = auth;
  return `gcloud auth print-access-token${account === undefined ? '' : ` ${shellQuote(account)}`}`;
}
