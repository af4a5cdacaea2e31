import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An element of the document, in order. Text beside children is kept apart from them. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly text: string;
  readonly children: readonly XmlNode[];
}

export type XmlReading =
  | {
      readonly kind: 'read';
      readonly root: XmlNode;
      /** Of the document type `nvsmi_device_v13.dtd`; null where there is none or a foreign one. */
      readonly version: number | null;
      readonly warnings: readonly string[];
      readonly truncated: boolean;
    }
  /** There is no document in the text: the tool printed a message, or nothing. */
  | { readonly kind: 'absent' }
  /** There is one, and it is not read: what is wrong with it, in words. */
  | { readonly kind: 'refused'; readonly why: string };

/** Characters of a document. 16 cards with all their supported clocks are about 2 million. */
export const SMI_DOCUMENT_CHARACTERS = 8_388_608;
/** Levels of elements; real documents have seven. */
const MAX_DEPTH = 32;

/** `nvidia_smi_log`, or another vendor's tool of the same shape (`ixsmi_log`). */
const rootTag = /<([a-z_]{0,20}smi_log)\b[^<>]{0,200}>/;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  // nvidia-smi needs none, and expanding them is how small documents become large ones.
  processEntities: false,
  maxNestedTags: MAX_DEPTH,
});

/**
 * Finds and reads the document in what the tool printed: a banner or a shell prompt around it does
 * no harm, and a document that was cut off gives what is whole. Never throws.
 */
export function readSmiXml(text: string): XmlReading {
  const head = rootTag.exec(text);
  const rootName = head?.[1];
  if (!head || rootName === undefined) return { kind: 'absent' };
  const prologue = text.slice(0, head.index);
  if (/<!ENTITY/i.test(prologue)) return refused('it declares entities');

  const end = text.indexOf(`</${rootName}>`, head.index);
  const truncated = end === -1;
  const body = truncated
    ? wholePart(text.slice(head.index), head[0].length)
    : text.slice(head.index, end + rootName.length + 3);
  if (body.length > SMI_DOCUMENT_CHARACTERS) return refused('it is too large');
  const plain = cutOut(body, '<!--', '-->');
  if (plain.includes('<!')) return refused('it has declarations inside');

  const root = parse(repairNames(plain));
  if (typeof root === 'string') return refused(root);
  return {
    kind: 'read',
    root,
    version: versionOf(prologue),
    warnings: truncated ? [cutOff] : damageOf(plain),
    truncated,
  };
}

const cutOff = 'the document is cut off; what follows its last whole field is lost';

/** Tags that do not match: the fields are all there, but some may stand under a wrong name. */
function damageOf(text: string): readonly string[] {
  const result = XMLValidator.validate(text);
  // An `&` that should have been escaped does no harm here.
  if (result === true || result.err.code === 'InvalidChar') return [];
  return [`the document is damaged in its line ${result.err.line}: ${result.err.msg}`];
}

function refused(why: string): XmlReading {
  return { kind: 'refused', why };
}

/** Up to the last element that was closed; a value that was cut in half would be a wrong value. */
function wholePart(text: string, rootLength: number): string {
  const closing = text.lastIndexOf('>', text.length - 1);
  const lastClosed = text.lastIndexOf('</', closing);
  if (lastClosed < rootLength) return text.slice(0, rootLength);
  const end = text.indexOf('>', lastClosed);
  return end === -1 ? text.slice(0, rootLength) : text.slice(0, end + 1);
}

function versionOf(prologue: string): number | null {
  const version = /nvsmi_device_v(\d{1,3})\.dtd/.exec(prologue)?.[1];
  return version === undefined ? null : Number(version);
}

/** The text without everything from `open` to `close`; linear, unlike a pattern. */
export function cutOut(text: string, open: string, close: string): string {
  let kept = '';
  let from = 0;
  while (true) {
    const start = text.indexOf(open, from);
    const end = start === -1 ? -1 : text.indexOf(close, start + open.length);
    if (end === -1) return kept + text.slice(from);
    kept += text.slice(from, start);
    from = end + close.length;
  }
}

/** nvidia-smi does not escape the names of processes, and a process may name itself `<defunct>`. */
function repairNames(text: string): string {
  return text.replace(
    /(<process_name>)([^\n]{0,4096}?)(<\/process_name>)/g,
    (_, open: string, name: string, close: string) => open + name.replaceAll('<', '&lt;') + close,
  );
}

/** The root, or why there is none. */
function parse(text: string): XmlNode | string {
  try {
    const nodes: unknown = parser.parse(text);
    const root = Array.isArray(nodes) ? toNode(nodes[0]) : null;
    return root ?? 'it has no root element';
  } catch (error) {
    return `it is malformed (${error instanceof Error ? error.message.split('\n', 1)[0]?.slice(0, 120) : 'no reason given'})`;
  }
}

/** One entry of fast-xml-parser's ordered form, `{name: children, ':@': attributes}`. */
function toNode(entry: unknown): XmlNode | null {
  if (typeof entry !== 'object' || entry === null) return null;
  const found = Object.entries(entry).find(([key]) => key !== ':@' && key !== '#text');
  if (!found || !Array.isArray(found[1])) return null;
  const [name, content] = found;
  const attributes = ':@' in entry ? Object.entries(entry[':@'] ?? {}) : [];
  return {
    name,
    attributes: attributes.map(([key, value]) => [key, decodeText(String(value))]),
    text: content.map(textOf).filter(Boolean).join(' '),
    children: content.map(toNode).filter((node) => node !== null),
  };
}

function textOf(entry: unknown): string {
  if (typeof entry !== 'object' || entry === null || !('#text' in entry)) return '';
  return decodeText(String(entry['#text']));
}

const namedCharacters: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** The five characters that XML names, and numbered ones: each becomes one character, never more. */
function decodeText(text: string): string {
  return text.replace(
    /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi,
    (all, name, dec, hex) => {
      if (name !== undefined) return namedCharacters[String(name).toLowerCase()] ?? all;
      const code = dec === undefined ? Number.parseInt(hex, 16) : Number(dec);
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    },
  );
}
