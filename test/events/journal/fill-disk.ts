import { Journal } from '../../../src/events/journal.ts';
import { manyEvents, steppedClock } from '../samples.ts';

/*
 * Run by trouble.test.ts on a file system of its own. Prints how the journal fared, which also
 * shows that the process still lives.
 */
const [mountPoint] = process.argv.slice(2);
const journal = new Journal({ directory: `${mountPoint}/state`, clock: steppedClock() });

for (const event of manyEvents(2_000)) journal.append(event);
journal.flush();

const { state } = journal;
const { committed, notKept } = journal.counters();
console.log(
  JSON.stringify({
    kind: state.kind,
    code: state.kind === 'stopped' ? state.error.code : null,
    message: state.kind === 'stopped' ? state.error.message : null,
    committed,
    notKept,
    readable: await journal.read({ limit: 1 }).then(
      ({ events }) => events.length,
      (error) => error.code,
    ),
  }),
);
journal.close();
