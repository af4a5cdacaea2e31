/**
 * What looks over SSH cost, on a real sshd of this machine: a command on a warm connection by each back
 * end, beside the system's client and ssh2 as it comes; then 200 hosts polled from one process.
 *
 *   npm run bench:ssh [-- --hosts 200 --every 10 --for 60]
 */
import { parseArgs } from 'node:util';
import { benchExec } from './ssh/exec.ts';
import { benchFleet } from './ssh/fleet.ts';
import { startPlace } from './ssh/place.ts';

const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '200' },
    every: { type: 'string', default: '10' },
    for: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '60' },
  },
});

const place = await startPlace();
try {
  await benchExec(place, Number(values.rounds));
  await benchFleet(place, {
    hosts: Number(values.hosts),
    everyMs: Number(values.every) * 1_000,
    forMs: Number(values.for) * 1_000,
  });
} finally {
  await place.close();
}
