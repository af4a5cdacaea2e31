import { type FaultDefinition, onService } from './fault.ts';
import { slowMs } from './slow.ts';

const router = onService('router');
const link = 'router';

export const routerFaults: readonly FaultDefinition[] = [
  {
    name: 'router-kill',
    link,
    mode: 'service.crashed',
    title: 'the router is killed',
    effect: router.process('killed'),
    seen: 'refused',
  },
  {
    name: 'router-stop',
    link,
    mode: 'service.stopped',
    title: 'the process of the router is stopped (SIGSTOP)',
    effect: router.process('stopped'),
    seen: 'silent',
  },
  {
    name: 'router-drop-share',
    link,
    mode: 'service.resets',
    title: 'the router closes 30 % of the requests without an answer',
    effect: router.set({ dropShare: 0.3 }),
    seen: 'closed',
  },
  {
    name: 'router-delay',
    link,
    mode: 'service.slow',
    title: `the router answers ${slowMs} ms late`,
    effect: router.set({ delayMs: slowMs }),
    seen: 'slow',
  },
  {
    name: 'router-errors',
    link,
    mode: 'service.errors',
    title: 'the router answers 503 although both replicas are well',
    effect: router.set({ errorStatus: 503 }),
    seen: '503',
  },
];
