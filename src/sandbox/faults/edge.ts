import { type FaultDefinition, onService } from './fault.ts';
import { slowMs } from './slow.ts';

const edge = onService('edge');
const link = 'edge';

export const edgeFaults: readonly FaultDefinition[] = [
  {
    name: 'edge-kill',
    link,
    mode: 'service.crashed',
    title: 'the edge is killed',
    effect: edge.process('killed'),
    seen: 'refused',
  },
  {
    name: 'edge-stop',
    link,
    mode: 'service.stopped',
    title: 'the process of the edge is stopped (SIGSTOP)',
    effect: edge.process('stopped'),
    seen: 'silent',
  },
  {
    name: 'edge-refuse',
    link,
    mode: 'service.refusing',
    title: 'the edge lives and no longer listens',
    effect: edge.set({ refuse: true }),
    seen: 'refused',
  },
  {
    name: 'edge-reset',
    link,
    mode: 'service.resets',
    title: 'the edge resets every connection after the handshake',
    effect: edge.set({ reset: true }),
    seen: 'reset',
  },
  {
    name: 'edge-delay',
    link,
    mode: 'service.slow',
    title: `the edge answers ${slowMs} ms late`,
    effect: edge.set({ delayMs: slowMs }),
    seen: 'slow',
  },
];
