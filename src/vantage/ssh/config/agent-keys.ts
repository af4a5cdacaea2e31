import { connect } from 'node:net';
import { keyTypeOf } from '../known-hosts/fingerprint.ts';

/** Milliseconds that an agent may take to list its keys: it answers from memory. */
const AGENT_MS = 1_000;
/** Bytes of its answer. */
const MAX_BYTES = 262_144;
const REQUEST_IDENTITIES = Buffer.from([0, 0, 0, 1, 11]);
const IDENTITIES_ANSWER = 12;
/** Length of the message, and its kind. */
const HEADER_BYTES = 5;

/** Types of all keys that an agent holds, those that ssh2 cannot use among them. Never throws. */
export async function agentKeyTypes(socketPath: string): Promise<readonly string[]> {
  return typesIn(await askAgent(socketPath));
}

function askAgent(path: string): Promise<Buffer> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    let answer = Buffer.alloc(0);
    const done = () => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(AGENT_MS, done);
    socket.once('error', done).once('close', done);
    socket.once('connect', () => socket.write(REQUEST_IDENTITIES));
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      const isWhole = answer.length >= 4 && answer.length >= 4 + answer.readUInt32BE(0);
      if (isWhole || answer.length > MAX_BYTES) done();
    });
  });
}

/** A count, then for each key its blob and its comment, each with its length before it. */
function typesIn(answer: Buffer): readonly string[] {
  if (answer.length < HEADER_BYTES + 4 || answer[4] !== IDENTITIES_ANSWER) return [];
  const types: string[] = [];
  let at = HEADER_BYTES + 4;
  for (let left = answer.readUInt32BE(HEADER_BYTES); left > 0; left -= 1) {
    const blob = stringAt(answer, at);
    const comment = blob && stringAt(answer, at + 4 + blob.length);
    if (!blob || !comment) break;
    types.push(keyTypeOf(blob));
    at += 8 + blob.length + comment.length;
  }
  return types;
}

function stringAt(buffer: Buffer, at: number): Buffer | undefined {
  if (buffer.length < at + 4) return undefined;
  const end = at + 4 + buffer.readUInt32BE(at);
  return end > buffer.length ? undefined : buffer.subarray(at + 4, end);
}
