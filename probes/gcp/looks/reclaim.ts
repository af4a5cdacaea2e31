import { safe } from '../../../src/text/sanitise.ts';
import type { Asking, Told } from '../../cloud/look.ts';
import { maintenanceClaims, maintenanceJudgements } from '../../cloud/maintenance.ts';
import { regionFact, regionOfGcpZone } from '../../cloud/region.ts';
import { CloudTrouble } from '../../cloud/trouble.ts';
import { metadataBase, readMetadata } from '../metadata.ts';
import type { GcpOptions } from '../options.ts';

/**
 * Whether the machine that the look stands on is being taken back or worked on, as its metadata tell:
 * Google says so half a minute before, and there alone.
 */
export async function lookAtReclaim(options: GcpOptions, asking: Asking): Promise<Told> {
  const { kept } = asking;
  const base = metadataBase(options);
  const preempted = (await readMetadata(base, 'instance/preempted', asking))?.trim();
  const event = (await readMetadata(base, 'instance/maintenance-event', asking))?.trim();
  if (preempted === undefined && event === undefined) {
    throw new CloudTrouble('cloud.unreachable', 'no metadata service of Google answers there');
  }
  const zone = (await readMetadata(base, 'instance/zone', asking)) ?? '';
  const isAnnounced = event !== undefined && event !== '' && event !== 'NONE';
  const announced = isAnnounced ? [{ what: event, words: '', notBefore: '' }] : [];
  return {
    judgements: [
      ...(preempted === 'TRUE'
        ? [
            {
              symptom: 'cloud.reclaim' as const,
              summary: safe`the machine is being preempted`,
              evidence: safe`instance/preempted is TRUE: it stops within 30 s`,
            },
          ]
        : []),
      ...maintenanceJudgements(announced, kept),
    ],
    well: safe`no notice`,
    facts: {
      'gcp.maintenance_event': kept.fact(event ?? 'none'),
      ...regionFact('gcp', regionOfGcpZone(zone), kept),
    },
    claims: maintenanceClaims('Google Cloud', announced, kept),
  };
}
