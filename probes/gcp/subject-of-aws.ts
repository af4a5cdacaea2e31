import { awsKeys } from '../aws/keys.ts';
import { Metadata } from '../aws/metadata.ts';
import type { AwsKeyOptions } from '../aws/options.ts';
import { signedForAws } from '../aws/sign.ts';
import type { Asking } from '../cloud/look.ts';
import { variable } from '../cloud/secrets.ts';
import { CloudTrouble } from '../cloud/trouble.ts';
import { textAt } from '../data/json.ts';

/** What Google asks Amazon where the file names nothing else. */
const VERIFICATION =
  'https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15';
const REGION = /^[a-z0-9-]{1,40}$/;

/**
 * Of a machine at Amazon: a question to Amazon who one is, signed and not sent. Google sends it, and so knows. It
 * holds for the pool of this file alone, which is signed with it.
 *
 * @param source the member `credential_source` of a file of workload identity federation
 * @throws CloudTrouble where this machine has no keys, or no region
 */
export async function subjectOfAws(
  source: unknown,
  audience: string,
  asking: Asking,
): Promise<string> {
  const metadata = metadataOf(source);
  const region = await regionOf(metadata, asking);
  const options: AwsKeyOptions = { credentials: 'auto', region, metadata };
  const address = textAt(source, 'regional_cred_verification_url') ?? VERIFICATION;
  const filled = address.replaceAll('{region}', region);
  if (!URL.canParse(filled)) {
    throw new CloudTrouble('cloud.no_credentials', 'the address of the other issuer is none');
  }
  const signed = await signedForAws(
    {
      url: new URL(filled),
      method: 'POST',
      headers: { 'x-goog-cloud-target-resource': audience },
      service: 'sts',
      region,
      nowMs: asking.context.clock.now(),
    },
    await awsKeys(options, asking),
  );
  const headers = { ...signed.headers, host: signed.url.host };
  const question = {
    url: signed.url.href,
    method: 'POST',
    headers: Object.entries(headers).map(([key, value]) => ({ key, value })),
  };
  return encodeURIComponent(JSON.stringify(question));
}

/** The file names pages of the metadata service; where it is, is all that counts. */
function metadataOf(source: unknown): string | undefined {
  const page = textAt(source, 'url') ?? textAt(source, 'region_url') ?? '';
  return URL.canParse(page) ? new URL(page).origin : undefined;
}

async function regionOf(metadata: string | undefined, asking: Asking): Promise<string> {
  const stated = variable('AWS_REGION') ?? variable('AWS_DEFAULT_REGION');
  if (stated !== undefined && REGION.test(stated)) return stated;
  const options: AwsKeyOptions = { credentials: 'metadata', region: 'us-east-1', metadata };
  const service = await Metadata.open(options, asking);
  const region = (await service?.read('meta-data/placement/region'))?.trim() ?? '';
  if (REGION.test(region)) return region;
  const where = 'the region at Amazon is known neither by AWS_REGION nor by its metadata';
  throw new CloudTrouble('cloud.no_credentials', where);
}
