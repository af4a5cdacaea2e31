import { RecordingWriter } from '../../../src/events/recording.ts';
import { manyEvents } from '../samples.ts';

/* Run by recording.test.ts on a file system of its own. Prints the code of each kind of failure. */
const codes: string[] = [];
const keep = (error: { code: string }) => void codes.push(error.code);

const writer = await RecordingWriter.create(`${process.argv[2]}/events.jsonl`);
let written = 0;
try {
  for (const event of manyEvents(5_000)) {
    await writer.write(event);
    written += 1;
  }
} catch (error) {
  keep(error as { code: string });
}
await writer.write(manyEvents(0)[0] as never).catch(keep);
await writer.close().catch(keep);
console.log(JSON.stringify({ codes, stopped: written < 5_000 }));
