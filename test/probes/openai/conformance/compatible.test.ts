import { conform } from './ask-vendor.ts';
import { rows, stated } from './states/compatible.ts';

conform(stated, rows);
