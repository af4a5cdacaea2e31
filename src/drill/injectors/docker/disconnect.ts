import { z } from 'zod';
import { safe } from '../../../text/sanitise.ts';
import type { DockerAction } from './action.ts';
import { connectAgain, shownAddress } from './endpoint.ts';
import type { OptionsOf } from './options.ts';
import { required, verifyRunning } from './running-again.ts';
import type { Subject } from './subject.ts';

const detailsSchema = z.object({ networks: z.array(z.string()) });
/** Networks that are no networks: Docker lets nobody leave them. */
const unleavable: readonly string[] = ['host', 'none'];

export const disconnectAction: DockerAction<'disconnect'> = {
  endsContainer: false,
  explain: ({ container, network }) =>
    `disconnects the container ${container} from ${network ? `the network ${network}` : 'all of its networks'}`,

  missing(options, subject) {
    if (networksOf(options, subject).length > 0) return [];
    const has = Object.keys(subject.NetworkSettings.Networks).join(', ') || 'none';
    return [
      {
        what: safe`the container ${subject.Name} is in no network ${options.network ?? 'that it could leave'} (it has: ${has})`,
        remedy: `Connect it first: docker network connect ${options.network ?? 'NETWORK'} ${subject.Name}`,
      },
    ];
  },

  details: (options, subject) => ({ networks: networksOf(options, subject) }),

  async inject(_options, { container: { id, name }, details }, { daemon }) {
    for (const network of detailsSchema.parse(details).networks) {
      await daemon.call(`disconnect ${name} from ${network}`, (docker) =>
        docker.getNetwork(network).disconnect({ Container: id }),
      );
    }
  },

  async undo({ container: { id, name, networks }, details }, daemon) {
    const { NetworkSettings: now } = await required(daemon, id, name);
    for (const network of detailsSchema.parse(details).networks) {
      const endpoint = networks[network];
      if (now.Networks[network] || !endpoint) continue;
      await connectAgain(daemon, { id, name, network, endpoint });
    }
  },

  async verify(plan, daemon) {
    const { undone, seen, subject } = await verifyRunning(daemon, plan);
    if (!undone || !subject) return { undone, seen };
    const differences = detailsSchema.parse(plan.details).networks.map((network) => {
      const before = plan.container.networks[network];
      const now = subject.NetworkSettings.Networks[network];
      if (!now) return { bad: true, words: safe`not in ${network}` };
      const lost = before?.Aliases.filter((alias) => !now.Aliases.includes(alias)) ?? [];
      if (lost.length > 0) return { bad: true, words: safe`in ${network} without ${lost.join()}` };
      const moved = before !== undefined && shownAddress(before) !== shownAddress(now);
      const words = safe`in ${network} at ${shownAddress(now)}${moved ? `, before at ${shownAddress(before)}` : ''}`;
      // Docker promises no address to whoever asked for none.
      return { bad: moved && before.IPAMConfig?.IPv4Address !== undefined, words };
    });
    return {
      undone: differences.every(({ bad }) => !bad),
      seen: safe`${seen}, ${differences.map(({ words }) => words).join('; ')}`,
    };
  },
};

function networksOf({ network }: OptionsOf<'disconnect'>, subject: Subject): readonly string[] {
  return Object.keys(subject.NetworkSettings.Networks).filter(
    (name) => !unleavable.includes(name) && (network === undefined || name === network),
  );
}
