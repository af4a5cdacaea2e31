import { type FaultDefinition, onService } from './fault.ts';
import { slowMs } from './slow.ts';

const store = onService('store');
const link = 'store';

export const storeFaults: readonly FaultDefinition[] = [
  {
    name: 'store-kill',
    link,
    mode: 'service.crashed',
    title: 'the store is killed; the replicas cannot read their model',
    effect: store.process('killed'),
    seen: 'refused',
  },
  {
    name: 'store-stop',
    link,
    mode: 'service.stopped',
    title: 'the process of the store is stopped (SIGSTOP)',
    effect: store.process('stopped'),
    seen: 'silent',
  },
  {
    name: 'store-hang',
    link,
    mode: 'service.hung',
    title: 'the store accepts requests and answers none; the replicas wait',
    effect: store.set({ hang: true }),
    seen: 'silent',
  },
  {
    name: 'store-full',
    link,
    mode: 'store.full',
    title: 'the disk of the store is full: writes fail, reads go on',
    effect: store.set({ full: true }),
    seen: '507',
  },
  {
    name: 'store-corrupt',
    link,
    mode: 'store.corrupt',
    title: 'the data of the model is overwritten on disk; the replicas notice and fail',
    effect: store.set({ corrupt: true }),
    seen: 'damaged',
  },
  {
    name: 'store-object-missing',
    link,
    mode: 'store.object_missing',
    title: 'the data of the model is deleted',
    effect: store.set({ objectMissing: true }),
    seen: '404',
  },
  {
    name: 'store-slow',
    link,
    mode: 'service.slow',
    title: `the store answers ${slowMs} ms late`,
    effect: store.set({ delayMs: slowMs }),
    seen: 'slow',
  },
];
