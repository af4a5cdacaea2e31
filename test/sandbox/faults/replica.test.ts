import { everyFaultOf } from '../support/every-fault.ts';

everyFaultOf(['replica-a', 'replica-b']);
