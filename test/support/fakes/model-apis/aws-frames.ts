import { crc32 } from 'node:zlib';

const STRING_TYPE = 7;

/** One frame of `application/vnd.amazon.eventstream`, by Amazon's description of it. */
export function awsFrame(headers: Readonly<Record<string, string>>, payload: string): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value)));
  const body = Buffer.from(payload);
  const frame = Buffer.alloc(16 + head.length + body.length);
  frame.writeUInt32BE(frame.length, 0);
  frame.writeUInt32BE(head.length, 4);
  frame.writeUInt32BE(crc32(frame.subarray(0, 8)), 8);
  head.copy(frame, 12);
  body.copy(frame, 12 + head.length);
  frame.writeUInt32BE(crc32(frame.subarray(0, frame.length - 4)), frame.length - 4);
  return frame;
}

function header(name: string, value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  const named = Buffer.concat([Buffer.from([name.length]), Buffer.from(name)]);
  return Buffer.concat([named, Buffer.from([STRING_TYPE]), length, bytes]);
}

const json = { ':content-type': 'application/json' };

export const awsEvent = (type: string, document: unknown): Buffer =>
  awsFrame({ ':event-type': type, ...json, ':message-type': 'event' }, JSON.stringify(document));

export const awsException = (type: string, message: string): Buffer =>
  awsFrame(
    { ':exception-type': type, ...json, ':message-type': 'exception' },
    JSON.stringify({ message }),
  );

export const awsErrorFrame = (code: string, message: string): Buffer =>
  awsFrame({ ':message-type': 'error', ':error-code': code, ':error-message': message }, '');
