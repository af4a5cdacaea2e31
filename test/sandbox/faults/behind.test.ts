import { everyFaultOf } from '../support/every-fault.ts';

everyFaultOf(['gpu-a', 'gpu-b', 'store', 'vendor']);
