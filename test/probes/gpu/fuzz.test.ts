import fc from 'fast-check';
import { describe, test } from 'vitest';
import { readGpu } from '../../../probes/gpu/gpu-reading.ts';
import { judgeGpu } from '../../../probes/gpu/judge/index.ts';
import { gpuOptions } from '../../../probes/gpu/options.ts';
import { readSmiLog } from '../../../probes/gpu/smi-log.ts';
import { parseXidLog } from '../../../probes/gpu/xid-log.ts';
import { smiDocument } from '../../support/fake-smi.ts';

const options = gpuOptions.parse({});
const document = smiDocument();

/** Everything that a text from outside goes through. */
function digest(text: string): void {
  const reading = readSmiLog(text);
  if (reading.kind !== 'read') return;
  for (const gpu of reading.log.gpus) judgeGpu(readGpu(gpu), options);
}

const junk = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '<',
    '>',
    '</',
    '/>',
    '&',
    '&#x10ffff;',
    '<!--',
    '<![CDATA[',
    '<gpu id="1">',
    '\0',
  ),
);

describe('no text makes the gpu probe throw', () => {
  test('documents with parts replaced', () => {
    const edit = fc.record({
      at: fc.nat(document.length),
      length: fc.nat(300),
      put: junk,
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
        let text = document;
        for (const { at, length, put } of edits) {
          text = text.slice(0, at) + put + text.slice(at + length);
        }
        digest(text);
      }),
      { numRuns: 200 },
    );
  });

  test('documents whose values are replaced', () => {
    fc.assert(
      fc.property(fc.array(junk, { minLength: 1, maxLength: 20 }), (values) => {
        let count = 0;
        digest(document.replace(/>[^<>\n]+</g, () => `>${values[count++ % values.length]}<`));
      }),
      { numRuns: 100 },
    );
  });

  test('anything between the tags of the root', () => {
    fc.assert(
      fc.property(fc.array(junk, { maxLength: 30 }), (parts) => {
        digest(`<nvidia_smi_log>${parts.join('')}</nvidia_smi_log>`);
        digest(parts.join(''));
      }),
      { numRuns: 300 },
    );
  });

  test('kernel logs', () => {
    const line = fc.tuple(junk, fc.constantFrom('NVRM: Xid (PCI:0000:9b:00): ', 'NVRM: '), junk);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 10 }), (lines) => {
        parseXidLog(lines.map((parts) => parts.join('')).join('\n'), { nowMs: 0, uptimeMs: 1 });
      }),
      { numRuns: 200 },
    );
  });
});
