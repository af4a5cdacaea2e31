import { WeaklinkError } from '../../src/platform/errors.ts';
import { safe } from '../../src/text/sanitise.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import type { Probe } from '../probe.ts';
import { withinDeadline } from '../system/give-up.ts';
import { labelsOf } from './find-container.ts';
import { lookAtContainer } from './look.ts';
import { type DockerOptions, dockerOptions, isComposeService, isContainerName } from './options.ts';
import { dockerSymptoms } from './symptoms.ts';

export const dockerProbe: Probe<DockerOptions> = {
  kind: 'docker',
  summary: 'is a container running, healthy and not restarting',
  options: dockerOptions,
  symptoms: dockerSymptoms,
  infer: ({ kind, address }) =>
    kind === 'container' && address !== undefined && isContainerName(address)
      ? { container: address }
      : null,
  fromTarget(target) {
    const text = target.trim();
    if (isContainerName(text)) return { container: text };
    if (/^[^=\s]+=/.test(text)) return { label: text };
    if (isComposeService(text)) return { compose: text };
    throw new WeaklinkError({
      code: 'E_TARGET',
      message: `docker: "${text}" names no container`,
      hint: 'Give a name, an id, a label or a service of Compose: vllm-0, 3f2a9c1b77de, app=vllm, shop/web.',
    });
  },
  reach: () => 'self',
  command({ container, label, compose, socket }) {
    const docker = clientOf(socket);
    if (container !== undefined) return safe`${docker} inspect ${shellQuote(container)}`;
    const filters = labelsOf({ label, compose }).map(
      (one) => `--filter ${shellQuote(`label=${one}`)}`,
    );
    return safe`${docker} inspect $(${docker} ps -aq ${filters.join(' ')})`;
  },
  look: (options, context) => withinDeadline(context, () => lookAtContainer(options, context)),
};

/** Each engine has its own client, and only one of them may be installed. */
function clientOf(socket: string | undefined): string {
  if (socket === undefined) return 'docker';
  const url = shellQuote(`unix://${socket}`);
  return /\bpodman\b/.test(socket) ? `podman --url ${url}` : `docker -H ${url}`;
}
