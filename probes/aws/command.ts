import { isSecretReference } from '../../src/platform/secrets.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import { commandLine } from '../network/shell-words.ts';
import { METADATA, SESSION_SECONDS } from './metadata.ts';
import type { AwsOptions } from './options.ts';

/** The line of the vendor's own program that asks the same. */
export function commandOf(options: AwsOptions): SafeText {
  if (options.look === 'reclaim') return commandLine(metadataWords(options));
  const { region, endpoint, profile, ca } = options;
  return commandLine([
    ...awsKeyWords(options),
    'aws',
    ...questionOf(options),
    '--region',
    region,
    ...(profile === undefined ? [] : ['--profile', shellQuote(profile)]),
    ...(endpoint === undefined ? [] : ['--endpoint-url', shellQuote(endpoint)]),
    ...(ca === undefined ? [] : ['--ca-bundle', shellQuote(ca)]),
  ]);
}

function questionOf(options: AwsOptions): readonly string[] {
  const { instance = '', group = '', targetGroup = '', service, quota = '' } = options;
  switch (options.look) {
    case 'instance':
      return ['ec2 describe-instance-status --include-all-instances --instance-ids', instance];
    case 'quota':
      return ['service-quotas get-service-quota --service-code', service, '--quota-code', quota];
    case 'capacity':
      return [
        'autoscaling describe-scaling-activities --auto-scaling-group-name',
        shellQuote(group),
        '--max-items 100',
      ];
    case 'targets':
      return ['elbv2 describe-target-health --target-group-arn', shellQuote(targetGroup)];
    default:
      return ['sts get-caller-identity'];
  }
}

/** No program of AWS reads the metadata; the session's token is nobody's secret but the machine's. */
function metadataWords({ metadata = METADATA }: AwsOptions): readonly string[] {
  const at = (path: string) => shellQuote(new URL(`/latest/${path}`, metadata).href);
  const life = `'X-aws-ec2-metadata-token-ttl-seconds: ${SESSION_SECONDS}'`;
  const curl = 'curl -sS -H "X-aws-ec2-metadata-token: $T"';
  const names = ['spot/instance-action', 'events/maintenance/scheduled'];
  const reads = names.map((name) => `${curl} ${at(`meta-data/${name}`)}`);
  return [`T=$(curl -sS -X PUT -H ${life} ${at('api/token')});`, reads.join('; ')];
}

/** Keys that the options state, for the environment of a command. */
export function awsKeyWords({
  accessKeyId,
  secretAccessKey,
  sessionToken,
}: Pick<AwsOptions, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'>): readonly string[] {
  const variables = [
    ['AWS_ACCESS_KEY_ID', accessKeyId],
    ['AWS_SECRET_ACCESS_KEY', secretAccessKey],
    ['AWS_SESSION_TOKEN', sessionToken],
  ] as const;
  return variables.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${secretWord(value)}`],
  );
}

/** A value, or what a shell makes of the reference to it. */
export function secretWord(value: string): string {
  if (!isSecretReference(value)) return shellQuote(value);
  const name = value.slice(value.indexOf(':') + 1);
  return value.startsWith('env:') ? `"$${name}"` : `"$(cat ${shellQuote(name)})"`;
}
