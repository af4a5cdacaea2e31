import { existsSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { execInjector } from '../../../src/drill/injectors/exec.ts';
import {
  emptyWorld,
  injectAndDie,
  injectFault,
  requestOf,
  undoElsewhere,
} from '../../support/injectors.ts';
import { scratch } from '../../support/scratch.ts';

const node = process.execPath;
const script = (text: string) => [node, '-e', text];

/** A fault that is a file: there or not. */
async function flag() {
  const file = join(await scratch(), 'broken');
  const options = {
    inject: script(`require('fs').writeFileSync(${JSON.stringify(file)}, '')`),
    undo: script(`require('fs').rmSync(${JSON.stringify(file)}, { force: true })`),
    verify: script(`process.exit(require('fs').existsSync(${JSON.stringify(file)}) ? 7 : 0)`),
  };
  return { file, options };
}

test('injects, undoes, verifies', async () => {
  const { file, options } = await flag();
  const injected = await injectFault(execInjector, options);
  expect(existsSync(file)).toBe(true);
  expect(await execInjector.verify(injected.plan, null)).toMatchObject({
    undone: false,
    seen: expect.stringContaining('exited with 7'),
  });
  expect(await injected.undo()).toMatchObject({ undone: true });
  expect(await injected.undo()).toMatchObject({ undone: true });
  expect(existsSync(file)).toBe(false);
});

test('a killed drill: another process undoes it from the plan', async () => {
  const { file, options } = await flag();
  const plan = await injectAndDie(execInjector, options);
  expect(existsSync(file)).toBe(true);
  expect(await undoElsewhere('exec', plan)).toMatchObject({ undone: true });
  expect(existsSync(file)).toBe(false);
});

test('no shell reads the arguments', async () => {
  const { options } = await flag();
  const directory = await scratch();
  const inject = ['echo', `$(touch ${join(directory, 'shell')})`, ';', 'false'];
  await injectFault(execInjector, { ...options, inject });
  expect(existsSync(join(directory, 'shell'))).toBe(false);
});

test('a failing program is told with its last words, cleaned', async () => {
  const { options } = await flag();
  const inject = script(`console.error('no \\u001b[2Jway'); process.exit(4)`);
  await expect(injectFault(execInjector, { ...options, inject })).rejects.toMatchObject({
    code: 'E_DRILL_INJECT',
    message: expect.stringMatching(/exited with 4: no ␛\[2Jway$/),
  });
});

test('a program that does not end is ended', async () => {
  const { options } = await flag();
  const undo = script('setInterval(() => {}, 1000)');
  const injected = await injectFault(execInjector, { ...options, undo, timeout: '300ms' });
  await expect(injected.undo()).rejects.toMatchObject({
    code: 'E_DRILL_UNDO',
    message: expect.stringContaining('did not end in time'),
  });
});

test('explains which program PATH decides on', async () => {
  const directory = await scratch();
  const before = process.env.PATH;
  onTestFinished(() => {
    process.env.PATH = before;
  });
  process.env.PATH = `${directory}${delimiter}${before}`;
  const program = join(directory, 'break-it');
  await writeFile(program, '');
  await chmod(program, 0o755);
  const options = { inject: ['break-it', 'now please'], undo: [node], verify: ['nothing-there'] };
  const { options: parsed } = requestOf(execInjector, options);
  expect(execInjector.explain(parsed)).toBe(
    `runs break-it "now please" (${program}, by PATH); undone by ${node}`,
  );
  expect(await execInjector.preflight(parsed, emptyWorld)).toMatchObject([
    { what: 'verify: nothing-there is not in PATH' },
  ]);
});

test('a relative path is refused before anything is done', async () => {
  const { file, options } = await flag();
  const refused = injectFault(execInjector, { ...options, undo: ['./undo.sh'] });
  await expect(refused).rejects.toMatchObject({
    code: 'E_DRILL_TARGET',
    message: 'undo: ./undo.sh is not an absolute path of a program',
  });
  expect(existsSync(file)).toBe(false);
});

test('all three must be stated, and none may take half a minute', async () => {
  const { options } = await flag();
  const { undo: _, ...without } = options;
  expect(execInjector.options.safeParse(without).success).toBe(false);
  expect(execInjector.options.safeParse({ ...options, timeout: '30s' }).success).toBe(false);
  expect(execInjector.options.safeParse({ ...options, inject: [] }).success).toBe(false);
});
