import { getServers, Resolver } from 'node:dns';
import { safe } from '../../text/sanitise.ts';
import { type DoctorContext, type DoctorFinding, fine, lacking } from './finding.ts';

const means = safe`Names cannot be resolved from here, so every look that needs one fails.`;

export async function checkResolver({ deadlineMs }: DoctorContext): Promise<DoctorFinding> {
  const servers = getServers();
  const answers = await Promise.all(servers.map((server) => serverAnswers(server, deadlineMs)));
  const reachable = servers.filter((_, index) => answers[index]);
  if (servers.length === 0) {
    return lacking('missing', safe`none configured`, means, safe`Name one in /etc/resolv.conf.`);
  }
  if (reachable.length === servers.length) return fine(safe`${servers.join(', ')}`);
  const silent = servers.filter((server) => !reachable.includes(server));
  return lacking(
    'failing',
    safe`${silent.join(', ')} ${silent.length === 1 ? 'does' : 'do'} not answer`,
    reachable.length > 0
      ? safe`Names resolve late: the others are asked only after a time-out.`
      : means,
    safe`Mend the server, or remove it from /etc/resolv.conf.`,
  );
}

/** Any answer counts, a refusal too: the question is whether the server is there. */
function serverAnswers(server: string, deadlineMs: number): Promise<boolean> {
  const resolver = new Resolver({ timeout: deadlineMs, tries: 1 });
  resolver.setServers([server]);
  return new Promise((resolve) => {
    resolver.resolveNs('.', (error) => {
      resolve(error === null || !['ETIMEOUT', 'ECONNREFUSED'].includes(error.code ?? ''));
    });
  });
}
