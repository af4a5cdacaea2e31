import { type FaultDefinition, lyingMonitor, onService } from './fault.ts';
import { slowMs } from './slow.ts';

type ReplicaName = 'replica-a' | 'replica-b';

/** How one replica breaks; both break alike. */
function faultsOf(link: ReplicaName): readonly FaultDefinition[] {
  const replica = onService(link);
  return [
    {
      name: `${link}-kill`,
      link,
      mode: 'service.crashed',
      title: 'the inference server is killed',
      effect: replica.process('killed'),
      seen: 'refused',
    },
    {
      name: `${link}-oom`,
      link,
      mode: 'engine.oom_killed',
      title: 'the kernel kills the inference server for lack of memory',
      effect: replica.process('oom-killed'),
      seen: 'refused',
    },
    {
      name: `${link}-stop`,
      link,
      mode: 'service.stopped',
      title: 'the process of the inference server is stopped (SIGSTOP)',
      effect: replica.process('stopped'),
      seen: 'silent',
    },
    {
      name: `${link}-engine-hang`,
      link,
      mode: 'engine.hung',
      title: 'health is green, and completions never come',
      effect: replica.set({ engineHung: true }),
      seen: 'silent',
    },
    {
      name: `${link}-engine-dead`,
      link,
      mode: 'engine.dead',
      title: 'health is green, and completions fail with 500',
      effect: replica.set({ engineDead: true }),
      seen: '500',
    },
    {
      name: `${link}-overloaded`,
      link,
      mode: 'engine.overloaded',
      title: `its queue is long: first tokens come ${slowMs} ms late, health is green`,
      effect: replica.set({ queueMs: slowMs }),
      seen: 'slow',
    },
    {
      name: `${link}-truncate`,
      link,
      mode: 'stream.truncated',
      title: 'answers break off in the middle',
      effect: replica.set({ truncate: true }),
      seen: 'truncated',
    },
    {
      name: `${link}-stall`,
      link,
      mode: 'stream.stalls',
      title: 'answers fall silent in the middle',
      effect: replica.set({ stall: true }),
      seen: 'stalled',
    },
    {
      name: `${link}-wrong-model`,
      link,
      mode: 'model.wrong',
      title: 'another, smaller model was deployed',
      effect: replica.set({ wrongModel: true }),
      seen: 'wrong model',
    },
    {
      name: `${link}-corrupt`,
      link,
      mode: 'model.corrupt',
      title: 'the weights in memory are damaged: other words come out',
      effect: replica.set({ corrupt: true }),
      seen: 'wrong answer',
    },
    {
      name: `${link}-loading`,
      link,
      mode: 'engine.loading',
      title: 'it loads its weights and serves nothing yet: 503',
      effect: replica.set({ loading: true }),
      seen: '503',
    },
    {
      name: `${link}-model-missing`,
      link,
      mode: 'model.missing',
      title: 'the model was not deployed: 404',
      effect: replica.set({ modelMissing: true }),
      seen: '404 model_not_found',
    },
    {
      name: `${link}-usage-missing`,
      link,
      mode: 'usage.missing',
      title: 'answers do not say how many tokens they took',
      effect: replica.set({ hideUsage: true }),
      seen: 'no usage',
    },
    {
      name: `${link}-flaky-health`,
      link,
      mode: lyingMonitor,
      title: 'no fault: one health check in twelve says 503, and every request is served',
      effect: replica.set({ flakyHealth: true }),
      seen: 'ok',
    },
    {
      name: `${link}-slow`,
      link,
      mode: 'service.slow',
      title: `the inference server answers ${slowMs} ms late`,
      effect: replica.set({ delayMs: slowMs }),
      seen: 'slow',
    },
  ];
}

export const replicaFaults: readonly FaultDefinition[] = [
  ...faultsOf('replica-a'),
  ...faultsOf('replica-b'),
];
