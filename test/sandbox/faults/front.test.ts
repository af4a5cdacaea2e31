import { everyFaultOf } from '../support/every-fault.ts';

everyFaultOf(['name', 'certificate', 'edge', 'api-gateway', 'router']);
