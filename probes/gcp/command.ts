import type { SafeText } from '../../src/text/safe-text.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import { secretWord } from '../aws/command.ts';
import { commandLine } from '../network/shell-words.ts';
import { neededPermissions } from './looks/identity.ts';
import { METADATA } from './metadata.ts';
import type { GcpOptions } from './options.ts';

/** The line of the vendor's own program that asks the same. */
export function commandOf(options: GcpOptions): SafeText {
  if (options.look === 'reclaim') return commandLine(metadataWords(options));
  if (options.look === 'identity') return commandLine(permissionWords(options));
  const { project, account, token } = options;
  return commandLine([
    // gcloud takes a token from a file alone, or from this variable.
    ...(token === undefined ? [] : [`CLOUDSDK_AUTH_ACCESS_TOKEN=${secretWord(token)}`]),
    'gcloud',
    ...questionOf(options),
    ...(project === undefined ? [] : ['--project', project]),
    ...(account === undefined ? [] : ['--account', shellQuote(account)]),
    '--format json',
  ]);
}

function questionOf(options: GcpOptions): readonly string[] {
  const { zone = '', region, instance = '', backendService = '', bucket, within } = options;
  switch (options.look) {
    case 'instance':
      return ['compute instances describe', instance, '--zone', zone];
    case 'quota':
      return ['compute regions describe', region ?? ''];
    case 'capacity':
      return [
        'compute operations list --zones',
        zone,
        '--filter',
        shellQuote(`insertTime>-P${within.toUpperCase().replace(/^(\d+)([HMS])$/, 'T$1$2')}`),
      ];
    case 'bucket':
      return ['storage buckets describe', `gs://${bucket}`];
    default:
      return [
        'compute backend-services get-health',
        backendService,
        ...(region === undefined ? ['--global'] : ['--region', region]),
      ];
  }
}

/** gcloud has no word for this question. */
function permissionWords(options: GcpOptions): readonly string[] {
  const { project = '', endpoint, token } = options;
  const base = endpoint ?? 'https://cloudresourcemanager.googleapis.com';
  const bearer =
    token === undefined ? '$(gcloud auth print-access-token)' : secretWord(token).slice(1, -1);
  return [
    'curl -sS -X POST',
    `-H "Authorization: Bearer ${bearer}"`,
    "-H 'content-type: application/json' -d",
    shellQuote(JSON.stringify({ permissions: neededPermissions })),
    shellQuote(new URL(`/v1/projects/${project}:testIamPermissions`, base).href),
  ];
}

function metadataWords({ metadata = METADATA }: GcpOptions): readonly string[] {
  const reads = ['instance/preempted', 'instance/maintenance-event'].map((path) =>
    shellQuote(new URL(`/computeMetadata/v1/${path}`, metadata).href),
  );
  return [`curl -sS -H 'Metadata-Flavor: Google'`, ...reads];
}
