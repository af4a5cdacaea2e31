import { expect, test } from 'vitest';
import { commandWords } from '../../../probes/cloud/command-words.ts';

test.each([
  ['/opt/tool get  --now', ['/opt/tool', 'get', '--now']],
  [`"/opt/a tool" 'it''s' "say \\"hi\\" \\$x"`, ['/opt/a tool', 'its', 'say "hi" $x']],
  ['tool a\\ b $(rm) ; x | y', ['tool', 'a b', '$(rm)', ';', 'x', '|', 'y']],
  ["tool '' b", ['tool', '', 'b']],
])('%s', (line, words) => {
  expect(commandWords(line)).toEqual(words);
});

test.each(['', '  ', 'tool "open', "tool 'open", 'tool \\'])('no command: %j', (line) => {
  expect(commandWords(line)).toBeUndefined();
});
