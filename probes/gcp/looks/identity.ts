import { safe } from '../../../src/text/sanitise.ts';
import { actions } from '../../cloud/actions.ts';
import type { Asking, Told } from '../../cloud/look.ts';
import { CloudTrouble } from '../../cloud/trouble.ts';
import { at, textAt } from '../../data/json.ts';
import { askGcp, computePath } from '../api.ts';
import type { GcpOptions } from '../options.ts';

/** The permissions that the looks of this probe need. */
export const neededPermissions: readonly string[] = [
  ...new Set(
    Object.entries(actions).flatMap(([name, { permission }]) =>
      name.startsWith('gcp ') && permission !== null ? [permission as string] : [],
    ),
  ),
];

/** Whether weaklink may read the project, what it may not, and whether the region stands. */
export async function lookAtIdentity(options: GcpOptions, asking: Asking): Promise<Told> {
  const { kept } = asking;
  const action = 'gcp cloudresourcemanager projects.testIamPermissions';
  const document = await askGcp(action, options, asking, {
    path: `/v1/projects/${options.project}:testIamPermissions`,
    body: { permissions: neededPermissions },
  });
  const granted = at(document, 'permissions') ?? [];
  if (!Array.isArray(granted)) throw new CloudTrouble('cloud.malformed', 'no permissions');
  const lacking = neededPermissions.filter((permission) => !granted.includes(permission));
  if (granted.length === 0) {
    throw new CloudTrouble('cloud.denied', `may read nothing of project ${options.project}`);
  }
  const state = await stateOfRegion(options, asking);
  const isDown = state === 'DOWN';
  const region = options.region ?? '';
  return {
    judgements: isDown
      ? [
          {
            symptom: 'cloud.region_off',
            summary: safe`region ${region} is down`,
            evidence: safe`the status of the region ${region} is DOWN`,
          },
        ]
      : [],
    well: safe`may read project ${options.project ?? ''}`,
    facts: {
      'gcp.project': safe`${options.project ?? ''}`,
      'gcp.permissions_lacking': lacking.length === 0 ? null : kept.fact(lacking.join(', ')),
      ...(state === undefined ? {} : { 'gcp.region_status': kept.fact(state) }),
    },
  };
}

async function stateOfRegion(options: GcpOptions, asking: Asking): Promise<string | undefined> {
  if (options.region === undefined) return undefined;
  const path = computePath(options, 'regions', options.region);
  try {
    return textAt(await askGcp('gcp compute regions.get', options, asking, { path }), 'status');
  } catch (error) {
    if (error instanceof CloudTrouble && error.symptom === 'cloud.denied') return undefined;
    throw error;
  }
}
