import { expect, test } from 'vitest';
import { chooseMounts, parseFstab, parseMountInfo } from '../../../probes/host/mounts.ts';
import { hostOptions } from '../../../probes/host/options.ts';

/** A machine with containers, packages that are images, a remote disk and a read-only bind. */
const mountInfo = `22 27 0:21 / /proc rw,relatime - proc proc rw
24 27 0:6 / /dev rw,relatime - devtmpfs devtmpfs rw,size=12334460k
25 24 0:23 / /dev/shm rw,nosuid shared:4 - tmpfs tmpfs rw,size=24684084k
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
30 27 254:0 /var/data /srv/data ro,relatime - ext4 /dev/vda rw,discard
31 27 7:1 / /snap/core/1 ro - squashfs /dev/loop1 ro
32 27 0:50 / /var/lib/docker/overlay2/ab/merged rw - overlay overlay rw,lowerdir=x
33 27 0:51 / /mnt/with\\040blank rw master:2 shared:7 - nfs4 server:/x rw,vers=4.2
34 27 254:16 / /data rw - ext4 /dev/vdb ro,errors=remount-ro
35 27 0:52 / /data rw - tmpfs tmpfs rw
garbage
36 27
`;

test('the table of mounts: blanks decoded, the later mount hides the earlier', () => {
  const mounts = parseMountInfo(mountInfo);
  expect(mounts).toHaveLength(9);
  expect(mounts.find(({ point }) => point === '/mnt/with blank')).toMatchObject({ type: 'nfs4' });
  expect(mounts.find(({ point }) => point === '/data')).toMatchObject({ type: 'tmpfs' });
});

test('a file system is read-only when it is so itself, not when one view of it is', () => {
  const mounts = parseMountInfo(mountInfo.replace(/^35.*\n/m, ''));
  const readOnly = mounts.filter((mount) => mount.readOnly).map(({ point }) => point);
  expect(readOnly).toEqual(['/snap/core/1', '/data']);
});

test('what holds no data, and what comes and goes with containers, is left out', () => {
  const chosen = chooseMounts(parseMountInfo(mountInfo), hostOptions.parse({}));
  expect(chosen.map(({ point }) => point)).toEqual(['/', '/data', '/dev/shm', '/mnt/with blank']);
});

test('the options choose by path, and leave out', () => {
  const mounts = parseMountInfo(mountInfo);
  const points = (options: object) =>
    chooseMounts(mounts, hostOptions.parse(options)).map(({ point }) => point);
  expect(points({ mounts: ['/data/x', '/database', '/data'] })).toEqual(['/data', '/']);
  expect(points({ ignoreMounts: ['/mnt/with blank', '/dev/shm'] })).toEqual(['/', '/data']);
});

test('in a container, / is looked at although it is an overlay', () => {
  const chosen = chooseMounts(
    parseMountInfo('1 0 0:9 / / rw - overlay overlay rw\n'),
    hostOptions.parse({}),
  );
  expect(chosen.map(({ point }) => point)).toEqual(['/']);
});

test('fstab says what is meant to be written', () => {
  const fstab =
    '# x\nUUID=1 / ext4 errors=remount-ro 0 1\nLABEL=m\t/media/my\\040cd auto ro,user 0 0\n\nx\n';
  expect([...parseFstab(fstab)]).toEqual([
    ['/', true],
    ['/media/my cd', false],
  ]);
});
