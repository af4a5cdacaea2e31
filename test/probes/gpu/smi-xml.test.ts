import { describe, expect, test } from 'vitest';
import { readSmiXml, SMI_DOCUMENT_CHARACTERS } from '../../../probes/gpu/smi-xml.ts';
import { smiDocument } from '../../support/fake-smi.ts';

function read(text: string) {
  const reading = readSmiXml(text);
  if (reading.kind !== 'read') throw new Error(`not read: ${JSON.stringify(reading)}`);
  return reading;
}

/** `<nvidia_smi_log>` around a body. */
const log = (body: string) => `<nvidia_smi_log>${body}</nvidia_smi_log>`;

describe('readSmiXml finds the document', () => {
  test('with a document type, whose version it tells', () => {
    expect(read(smiDocument()).version).toBe(13);
  });

  test('without any prologue', () => {
    expect(read(log('<a>1</a>'))).toMatchObject({ version: null, truncated: false, warnings: [] });
  });

  test('of another vendor with the same shape, between a shell prompt and the next', () => {
    const text = `root@host:~# ixsmi -q -x\n<!DOCTYPE ixsmi_log SYSTEM "ixsmi_device.dtd">\n<ixsmi_log>\n<a>1</a>\n</ixsmi_log>\nroot@host:~#`;
    expect(read(text)).toMatchObject({ root: { name: 'ixsmi_log' }, version: null });
  });

  test('and says so where there is none', () => {
    expect(readSmiXml('No devices were found')).toEqual({ kind: 'absent' });
    expect(readSmiXml('')).toEqual({ kind: 'absent' });
  });
});

describe('readSmiXml keeps what is sound of a document that was cut off', () => {
  const whole = log('<gpu id="1"><a>one</a><b>two</b></gpu>');

  test.each([
    ['inside a value', whole.slice(0, whole.indexOf('two') + 2)],
    ['inside a tag', whole.slice(0, whole.indexOf('<b>') + 2)],
    ['inside a closing tag', whole.slice(0, whole.indexOf('</b>') + 3)],
  ])('%s', (_, text) => {
    const { root, truncated, warnings } = read(text);
    expect(truncated).toBe(true);
    expect(warnings).toHaveLength(1);
    expect(root.children[0]?.children.map(({ name, text: value }) => [name, value])).toEqual([
      ['a', 'one'],
    ]);
  });

  test('before its first field', () => {
    expect(read('<nvidia_smi_log><times')).toMatchObject({
      truncated: true,
      root: { children: [] },
    });
  });

  test('at any place of a real one, without a wrong value', () => {
    const document = smiDocument();
    const values = new Set(document.match(/>[^<>\n]+</g));
    for (let end = 150; end < document.length; end += 97) {
      const reading = readSmiXml(document.slice(0, end));
      if (reading.kind !== 'read') throw new Error(`not read up to ${end}`);
      const texts = JSON.stringify(reading.root).match(/"text":"([^"]+)"/g) ?? [];
      for (const text of texts) expect(values).toContain(`>${text.slice(8, -1)}<`);
    }
  });
});

describe('readSmiXml does what the text says and no more', () => {
  test('it refuses entities, so that a small text cannot become a large one', () => {
    const bomb = `<!DOCTYPE nvidia_smi_log [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>${log('<x>&b;</x>')}`;
    expect(readSmiXml(bomb)).toEqual({ kind: 'refused', why: 'it declares entities' });
  });

  test('it refuses declarations inside the document', () => {
    expect(readSmiXml(log('<!DOCTYPE x [<!ENTITY a "b">]>'))).toMatchObject({ kind: 'refused' });
  });

  test('it refuses a document over the limit', () => {
    const text = log(`<a>${'x'.repeat(SMI_DOCUMENT_CHARACTERS)}</a>`);
    expect(readSmiXml(text)).toEqual({ kind: 'refused', why: 'it is too large' });
  });

  test('it refuses an endless nesting', () => {
    expect(readSmiXml(log('<a>'.repeat(1_000)))).toMatchObject({ kind: 'refused' });
  });

  test('it refuses names that would reach a prototype', () => {
    expect(readSmiXml(log('<__proto__><x>1</x></__proto__>'))).toMatchObject({ kind: 'refused' });
  });

  test('it decodes the characters that XML names, and leaves others alone', () => {
    const { root } = read(log('<a>x &amp;&lt;&#65;&#x42; &unknown; &</a>'));
    expect(root.children[0]?.text).toBe('x &<AB &unknown; &');
  });

  test('it passes over comments', () => {
    expect(read(log('<!-- <b>2</b> --><a>1</a>')).root.children).toHaveLength(1);
  });

  test('it takes a process at its name, though nvidia-smi does not escape it', () => {
    const name = read(log('<process_name>python <defunct> &amp; a < b</process_name>'));
    expect(name.root.children[0]).toMatchObject({ text: 'python <defunct> & a < b', children: [] });
  });

  test('it says that tags do not match', () => {
    expect(read(log('<a><b>1</b>')).warnings[0]).toContain('damaged in its line 1');
  });
});
