import { NginxParser, type NginxParseTreeNode } from 'nginx-conf/dist/src/parser.js';
import { unreadable } from './problem.ts';

/** A directive with its line, which the parser does not keep. */
export interface Directive {
  readonly name: string;
  /** Words behind the name, without quotes. */
  readonly words: readonly string[];
  readonly line: number;
  readonly file: string;
  readonly children: readonly Directive[];
}

/** Blocks within blocks; nginx itself has six levels. */
const DEEPEST = 32;

/** @throws WeaklinkError with the line where it stops being a configuration */
export function parseNginx(file: string, text: string): readonly Directive[] {
  // The parser wants something behind the last word.
  const source = `${text}\n`;
  checkBlocks(file, source);
  const tree = treeOf(file, source);
  const bare = withoutComments(source);
  let at = 0;
  const convert = (node: NginxParseTreeNode, depth: number): Directive => {
    if (depth > DEEPEST) throw unreadable(file, lineAt(source, at), 'blocks are nested too deep');
    at = Math.max(at, bare.indexOf(node.name, at));
    const line = lineAt(source, at);
    at += node.name.length;
    const children = (node.isVerbatim ? [] : (node.children ?? [])).map((child) =>
      convert(child, depth + 1),
    );
    return { name: unquoted(node.name), words: wordsOf(node.value), line, file, children };
  };
  return (tree.children ?? []).map((child) => convert(child, 0));
}

function treeOf(file: string, source: string): NginxParseTreeNode {
  let found: NginxParseTreeNode | undefined;
  let problem: unknown;
  try {
    new NginxParser().parse(source, (error, tree) => {
      problem = error;
      found = tree;
    });
  } catch (error) {
    problem = error;
  }
  if (problem === undefined || problem === null) {
    if (found) return found;
    throw unreadable(file, 1, 'holds nothing');
  }
  const { line = 1, message = '' } = problem as { line?: number; message?: string };
  throw unreadable(file, line, `is no nginx configuration: ${message.split(/[.(]/, 1)[0]}`);
}

/** The parser forgives blocks that never end, and stumbles over ends without a block. */
function checkBlocks(file: string, source: string): void {
  const bare = withoutComments(source).replace(/\$\{\w*\}/g, (text) => ' '.repeat(text.length));
  const open: number[] = [];
  for (const { 0: brace, index } of bare.matchAll(/[{}]/g)) {
    if (brace === '{') open.push(index);
    else if (open.pop() === undefined) {
      throw unreadable(file, lineAt(source, index), '"}" ends a block that never began');
    }
  }
  const last = open.at(-1);
  if (last !== undefined) {
    throw unreadable(file, lineAt(source, last), 'the block that begins here has no end');
  }
}

/** Comments and quoted texts as blanks, so that places stay what they are. */
function withoutComments(source: string): string {
  const blank = (text: string) => text.replace(/[^\n]/g, ' ');
  return source.replace(/(?<=^|[\s;{}])#[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/gs, (text) =>
    text.startsWith('#') ? blank(text) : text.replace(/[{}#;]/g, ' '),
  );
}

function lineAt(source: string, offset: number): number {
  let line = 1;
  for (let at = source.indexOf('\n'); at >= 0 && at < offset; at = source.indexOf('\n', at + 1)) {
    line += 1;
  }
  return line;
}

function wordsOf(value: string): readonly string[] {
  return (value.match(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\S+/g) ?? []).map(unquoted);
}

function unquoted(text: string): string {
  return /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
}
