import { safe } from '../../../src/text/sanitise.ts';
import type { Asking, Told } from '../../cloud/look.ts';
import { CloudTrouble } from '../../cloud/trouble.ts';
import { at, textAt } from '../../data/json.ts';
import { query } from '../api.ts';
import type { AwsOptions } from '../options.ts';

/** The region that is always on, and knows which others are. */
const HOME_REGION = 'us-east-1';

/** Who weaklink is there, and whether the account may use the region. */
export async function lookAtIdentity(options: AwsOptions, asking: Asking): Promise<Told> {
  const { kept } = asking;
  const document = await callerIdentity(options, asking);
  const result = at(document, 'GetCallerIdentityResponse', 'GetCallerIdentityResult');
  const account = textAt(result, 'Account');
  if (account === undefined) throw new CloudTrouble('cloud.malformed', 'no account in the answer');
  return {
    judgements: [],
    well: safe`account ${kept.fact(account)}`,
    facts: {
      'aws.account': kept.fact(account),
      'aws.arn': kept.fact(textAt(result, 'Arn') ?? ''),
    },
  };
}

/** A region that is off refuses every key as unknown: the region that is always on tells which it is. */
async function callerIdentity(options: AwsOptions, asking: Asking): Promise<unknown> {
  try {
    return await query('aws sts GetCallerIdentity', options, asking, {});
  } catch (error) {
    const isRefused =
      error instanceof CloudTrouble && error.symptom === 'cloud.credentials_refused';
    if (!isRefused || options.region === HOME_REGION) throw error;
    const state = await stateOfRegion(options, asking);
    if (state !== 'not-opted-in') throw error;
    const detail = `the region ${options.region} is ${state} for the account`;
    throw new CloudTrouble('cloud.region_off', detail, ...error.details);
  }
}

async function stateOfRegion(options: AwsOptions, asking: Asking): Promise<string | undefined> {
  try {
    const there = { ...options, region: HOME_REGION };
    const document = await query('aws ec2 DescribeRegions', there, asking, {
      AllRegions: 'true',
      'RegionName.1': options.region,
    });
    return textAt(document, 'DescribeRegionsResponse', 'regionInfo', 'item', 0, 'optInStatus');
  } catch (error) {
    if (error instanceof CloudTrouble) return undefined;
    throw error;
  }
}
