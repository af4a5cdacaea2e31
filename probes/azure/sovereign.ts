import { variable } from '../cloud/secrets.ts';
import type { AzureTokenOptions } from './options.ts';

/** Where one of Microsoft's clouds hands out tokens, and whom they are for that look at it. */
interface MicrosoftCloud {
  readonly login: string;
  readonly management: string;
}

const everybodys: MicrosoftCloud = {
  login: 'https://login.microsoftonline.com',
  management: 'https://management.azure.com/',
};

/** Clouds of their own, which know no account and no token of the others. Source: the vendor's pages on each. */
const sovereign: readonly (MicrosoftCloud & {
  /** Ends of the names of its hosts. */
  readonly hosts: RegExp;
})[] = [
  {
    hosts: /(?:^|\.)(?:usgovcloudapi\.net|azure\.us|login\.microsoftonline\.us)$/,
    login: 'https://login.microsoftonline.us',
    management: 'https://management.usgovcloudapi.net/',
  },
  {
    hosts: /(?:^|\.)(?:chinacloudapi\.cn|azure\.cn|partner\.microsoftonline\.cn)$/,
    login: 'https://login.chinacloudapi.cn',
    management: 'https://management.chinacloudapi.cn/',
  },
];

/** In which of Microsoft's clouds the options are: in a sovereign one where an address of theirs is. */
export function cloudOf({
  endpoint,
  login = variable('AZURE_AUTHORITY_HOST'),
  resource,
}: Pick<AzureTokenOptions, 'endpoint' | 'login' | 'resource'>): MicrosoftCloud {
  const hosts = [endpoint, login, resource].flatMap((address) =>
    address !== undefined && URL.canParse(address) ? [new URL(address).hostname] : [],
  );
  return sovereign.find((cloud) => hosts.some((host) => cloud.hosts.test(host))) ?? everybodys;
}
