import { safe } from '../../../src/text/sanitise.ts';
import type { Asking, Told } from '../../cloud/look.ts';
import {
  type Announced,
  maintenanceClaims,
  maintenanceJudgements,
} from '../../cloud/maintenance.ts';
import { regionFact } from '../../cloud/region.ts';
import { CloudTrouble } from '../../cloud/trouble.ts';
import { parseJson, textAt } from '../../data/json.ts';
import { Metadata } from '../metadata.ts';
import type { AwsOptions } from '../options.ts';

/**
 * Whether the machine that the look stands on is about to be taken back, as its metadata tell: two minutes
 * before, AWS says so there and nowhere else as soon.
 */
export async function lookAtReclaim(options: AwsOptions, asking: Asking): Promise<Told> {
  const { kept } = asking;
  const metadata = await Metadata.open(options, asking);
  if (!metadata) {
    const hint = 'from a container the hop limit of the instance must be 2 or more';
    throw new CloudTrouble('cloud.unreachable', 'no metadata service answers there', hint);
  }
  const id = (await metadata.read('meta-data/instance-id'))?.trim() ?? '';
  const notice = parseJson((await metadata.read('meta-data/spot/instance-action')) ?? '');
  const advice = parseJson(
    (await metadata.read('meta-data/events/recommendations/rebalance')) ?? '',
  );
  const announced = announcedIn(
    parseJson((await metadata.read('meta-data/events/maintenance/scheduled')) ?? ''),
  );
  const region = await metadata.read('meta-data/placement/region');
  const action = textAt(notice, 'action');
  const noticeTime = textAt(advice, 'noticeTime');
  const when = kept.fact(textAt(notice, 'time') ?? '');
  return {
    judgements: [
      ...(action === undefined
        ? []
        : [
            {
              symptom: 'cloud.reclaim' as const,
              summary: safe`spot: ${kept.fact(action)} at ${when}`,
              evidence: safe`spot/instance-action: ${kept.fact(action)} at ${when}`,
            },
          ]),
      ...maintenanceJudgements(announced, kept),
    ],
    well: safe`no notice`,
    facts: {
      'aws.instance': kept.fact(id),
      ...regionFact('aws', region, kept),
      // Only a warning: many of them are followed by nothing.
      'aws.rebalance_recommended': noticeTime === undefined ? null : kept.fact(noticeTime),
    },
    claims: maintenanceClaims('AWS', announced, kept),
  };
}

function announcedIn(document: unknown): readonly Announced[] {
  return (Array.isArray(document) ? document : [])
    .filter((event: unknown) => textAt(event, 'State') === 'active')
    .map((event: unknown) => ({
      what: textAt(event, 'Code') ?? 'event',
      words: textAt(event, 'Description') ?? '',
      notBefore: textAt(event, 'NotBefore') ?? '',
    }));
}
