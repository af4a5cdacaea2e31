import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fileProbe } from '../../../probes/file/index.ts';
import { localVantage } from '../../../src/vantage/local.ts';
import { VantageLostError } from '../../../src/vantage/types.ts';
import { canMakeDeadMount, DeadMount } from '../../support/dead-mount.ts';
import { lookAt } from '../../support/look-at.ts';
import { lookContext, strikingOut } from '../../support/look-context.ts';
import { scratch } from '../../support/scratch.ts';
import { expectSound } from '../../support/sound-finding.ts';

async function look(options: object, context = lookContext()) {
  const finding = await lookAt(fileProbe, options, context);
  expectSound(fileProbe, finding);
  return finding;
}

async function file(text: string, name = 'config.yaml'): Promise<string> {
  const path = join(await scratch(), name);
  await writeFile(path, text);
  return path;
}

describe('a file that is there', () => {
  test('is told by digest and size, and not by its text', async () => {
    const path = await file('password: hunter2\n');
    const finding = await look({ path });
    expect(finding).toMatchObject({
      outcome: 'ok',
      symptom: null,
      // As `sha256sum` says, cut to 16 digits.
      facts: { [`sha256 ${path}`]: '9e535bb97b20b544', [`size ${path}`]: 18 },
    });
    expect(JSON.stringify(finding)).not.toContain('hunter2');
  });

  test('has another digest when one byte differs', async () => {
    const path = await file('a: 1\n');
    const before = await look({ path });
    await writeFile(path, 'a: 2\n');
    const after = await look({ path });
    expect(after.facts?.[`sha256 ${path}`]).not.toBe(before.facts?.[`sha256 ${path}`]);
  });

  test('is one of several, each told by itself', async () => {
    const [a, b] = [await file('a', 'a'), await file('b', 'b')];
    const finding = await look({ path: [a, b, a] });
    expect(finding.summary).toBe('2 files');
    expect(Object.keys(finding.facts ?? {})).toHaveLength(4);
  });
});

describe('a file that is not as it should be', () => {
  test('missing', async () => {
    const path = join(await scratch(), 'none');
    expect(await look({ path })).toMatchObject({
      outcome: 'failed',
      symptom: 'file.missing',
      evidence: [`${path} is not there`],
    });
  });

  test('a directory, which cannot be read as a file', async () => {
    const path = join(await scratch(), 'directory');
    await mkdir(path);
    expect(await look({ path })).toMatchObject({ outcome: 'failed', symptom: 'file.unreadable' });
  });

  test('empty', async () => {
    expect(await look({ path: await file('') })).toMatchObject({
      outcome: 'degraded',
      symptom: 'file.empty',
    });
  });

  test('larger than it may be: no blame, no digest', async () => {
    const path = await file('12345');
    expect(await look({ path, maxBytes: 4 })).toMatchObject({
      outcome: 'unknown',
      symptom: 'file.too_large',
      facts: {},
    });
    expect(await look({ path, maxBytes: 5 })).toMatchObject({ outcome: 'ok' });
  });

  test('the worst of several is the symptom, and the well ones keep their facts', async () => {
    const good = await file('good');
    const path = [good, await file('', 'empty'), '/nowhere/at-all'];
    const finding = await look({ path });
    expect(finding).toMatchObject({ symptom: 'file.missing', alsoSeen: ['file.empty'] });
    expect(finding.facts).toHaveProperty([`sha256 ${good}`]);
  });

  test.skipIf(process.getuid?.() === 0)('forbidden to us: nobody is blamed', async () => {
    const path = await file('secret');
    await chmod(path, 0o000);
    expect(await look({ path })).toMatchObject({
      outcome: 'unknown',
      symptom: 'self.permission',
    });
  });

  test('a vantage that forbids it', async () => {
    const { vantage } = lookContext();
    const forbidden = Object.assign(new Error('no'), { code: 'EACCES' });
    const context = lookContext({
      vantage: { ...vantage, exec: vantage.exec, readFile: () => Promise.reject(forbidden) },
    });
    expect(await look({ path: '/etc/x' }, context)).toMatchObject({ symptom: 'self.permission' });
  });
});

test('a secret in a path is struck out', async () => {
  const finding = await look(
    { path: '/nowhere/token-7f3a9c' },
    lookContext({ redactor: strikingOut('token-7f3a9c') }),
  );
  expect(JSON.stringify(finding)).not.toContain('7f3a9c');
});

test('takes a path as its target, and names the command that does the same', () => {
  expect(fileProbe.fromTarget('/etc/a b')).toEqual({ path: '/etc/a b' });
  expect(() => fileProbe.fromTarget('relative')).toThrow('is not an absolute path');
  const options = fileProbe.options.parse({ path: ['/etc/a b', '/etc/c'] });
  expect(fileProbe.command(options)).toBe("sha256sum '/etc/a b' /etc/c");
});

describe.runIf(canMakeDeadMount())('a file whose server never answers', () => {
  test('hangs programs, and neither the look nor this process', async () => {
    const dead = await DeadMount.make();
    onTestFinished(() => dead.remove());
    const path = join(dead.path, 'config.yaml');
    const looks = await Promise.all(
      [1, 2, 3, 4, 5].map(() => look({ path }, lookContext({ deadlineMs: 1_500 }))),
    );
    for (const finding of looks) {
      expect(finding).toMatchObject({ outcome: 'failed', symptom: 'file.silent' });
    }
    // The threads that read files are free.
    expect(await look({ path: await file('a: 1\n') })).toMatchObject({ outcome: 'ok' });
  });
});

test('a vantage that is lost blames no file', async () => {
  const lost = () => Promise.reject(new VantageLostError('the key was refused'));
  const vantage = { ...localVantage, name: 'ssh:far', readFile: lost };
  await expect(lookAt(fileProbe, { path: '/etc/hostname' }, { vantage })).rejects.toBeInstanceOf(
    VantageLostError,
  );
});
