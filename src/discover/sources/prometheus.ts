import { z } from 'zod';
import { kindOfImage } from '../../../probes/docker/compose/service-kind.ts';
import { PhaseClock } from '../../../probes/network/phase-clock.ts';
import { PrometheusApi } from '../../../probes/prometheus/api.ts';
import { describeError, WeaklinkError } from '../../platform/errors.ts';
import { FilesOfProcess, isUnread } from '../configuration/files.ts';
import { formatOf } from '../configuration/format.ts';
import { readPrometheus, type Target } from '../configuration/prometheus.ts';
import type { Source, SourceContext } from '../context.ts';
import { endpointIn, needFrom } from '../endpoint-in.ts';
import { optionOf } from '../machine/programs.ts';
import { hostPort, reachableHost } from '../machine/scope.ts';
import type { RunningProcess } from '../machine/types.ts';
import type { Guess } from '../types.ts';

/** Targets of one server; a large one has thousands, and no chain does. */
const MOST_TARGETS = 1_000;

/** Jobs that measure a machine, a card or another server, and serve nobody. */
const exporters =
  /export|node|dcgm|nvidia|cadvisor|kube|blackbox|pushgateway|alertmanager|prometheus|grafana|otel|telegraf|process/i;
const exporterPorts = new Set([
  9090, 9091, 9093, 9100, 9104, 9113, 9115, 9121, 9187, 9216, 9400, 9835,
]);

const targetList = z.object({
  activeTargets: z.array(
    z.object({ labels: z.record(z.string(), z.string()), health: z.string().catch('') }),
  ),
});

/** What a Prometheus scrapes: servers that measure themselves are links; exporters are not. */
export const fromPrometheus: Source = async (context) => {
  const named = context.files
    .filter((file) => formatOf(file) === 'prometheus')
    .flatMap((file) => readPrometheus(file));
  const problems: string[] = [];
  const servers = context.machine.processes.filter(({ name }) => name === 'prometheus');
  const running = await Promise.all(servers.map((owner) => targetsOf(owner, context, problems)));
  const targets = [...named, ...running.flat()].slice(0, MOST_TARGETS);
  return { guesses: targets.flatMap((one) => guessOf(one, context)), problems };
};

function guessOf({ job, address, source }: Target, { machine }: SourceContext): readonly Guess[] {
  const endpoint = endpointIn(address);
  const need = needFrom(address, machine.here);
  if (!endpoint || need === undefined) return [];
  const isExporter = exporters.test(job) || exporterPorts.has(endpoint.port);
  if (isExporter) return [];
  const kind = kindOfImage(job);
  return [
    {
      id: job,
      kind,
      address: kind === 'inference-server' ? `http://${need}/v1` : need,
      needs: [],
      why: `Prometheus scrapes it as the job ${job}`,
      source,
      sure: 'guess',
    },
  ];
}

/** By its own word, which knows what it found while it runs; else by its configuration. */
async function targetsOf(
  owner: RunningProcess,
  context: SourceContext,
  problems: string[],
): Promise<readonly Target[]> {
  const told = await askServer(owner, context);
  if (told) return told;
  const path = optionOf(owner.argv, ['--config.file']) ?? '/etc/prometheus/prometheus.yml';
  const file = await new FilesOfProcess(context, owner).read(path);
  const who = `process ${owner.pid} (${owner.name})`;
  if (isUnread(file)) {
    problems.push(`${who}: ${path} cannot be read (${file.code}), and its API did not answer`);
    return [];
  }
  try {
    return readPrometheus(file);
  } catch (error) {
    if (!(error instanceof WeaklinkError)) throw error;
    problems.push(`${who}: ${describeError(error).split('\n')[0]}`);
    return [];
  }
}

/** Of the whole time a quarter: other sources wait for nothing, but the user does. */
function phaseClock({ clock, deadlineMs, signal }: SourceContext): PhaseClock {
  return new PhaseClock({ clock, deadlineMs: deadlineMs / 4, signal });
}

async function askServer(
  owner: RunningProcess,
  context: SourceContext,
): Promise<readonly Target[] | undefined> {
  const listener = context.machine.listeners.find((one) => one.owner?.pid === owner.pid);
  const host = listener && reachableHost(listener.scope, listener.ip);
  if (!listener || host === undefined) return undefined;
  const url = `http://${hostPort(host, listener.port)}`;
  const api = new PrometheusApi({ url }, {}, context, phaseClock(context));
  const answer = await api.get('targets', { state: 'active' });
  const parsed = targetList.safeParse(answer.kind === 'data' ? answer.data : undefined);
  return parsed.data?.activeTargets.map(({ labels }) => ({
    job: labels.job ?? '',
    address: labels.instance ?? '',
    source: `Prometheus at ${url}`,
  }));
}
