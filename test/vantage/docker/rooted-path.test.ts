import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rootedPath } from '../../../src/vantage/docker/rooted-path.ts';
import { scratch } from '../../support/scratch.ts';

/** This process is its own container: its root is that of the machine. */
test('links are followed below the root of the process', async () => {
  const directory = await scratch();
  await mkdir(join(directory, 'run'));
  await symlink(join(directory, 'run'), join(directory, 'absolute'));
  await symlink('run/../run', join(directory, 'relative'));
  await symlink('circle', join(directory, 'circle'));
  const root = `/proc/${process.pid}/root`;
  const real = `${root}${directory}/run/docker.sock`;
  for (const way of ['run', 'absolute', 'relative', 'run/../absolute']) {
    expect(await rootedPath(process.pid, join(directory, way, 'docker.sock'))).toBe(real);
    expect(await rootedPath(process.pid, `${directory}/${way}/./docker.sock`)).toBe(real);
  }
  expect(await rootedPath(process.pid, join(directory, 'circle/x'))).toBeNull();
  expect(await rootedPath(process.pid, '/../../../etc/hosts')).toBe(`${root}/etc/hosts`);
});
