import type { HostOptions } from './options.ts';

export interface Mount {
  readonly point: string;
  /** `major:minor`: the same for every mount of one file system. */
  readonly device: string;
  /** What is mounted: `/dev/sda1`, `server:/export`. */
  readonly source: string;
  readonly type: string;
  /**
   * The file system itself is read-only, as after an error. A read-only view of a writable one (a
   * bind mount of a container) is not.
   */
  readonly readOnly: boolean;
}

/** Types that hold no data of their own, or are read-only by nature. */
const otherTypes: ReadonlySet<string> = new Set(
  (
    'autofs binfmt_misc bpf cgroup cgroup2 configfs cramfs debugfs devfs devpts devtmpfs efivarfs ' +
    'erofs fuse.gvfsd-fuse fuse.lxcfs fuse.portal fuse.snapfuse fusectl hugetlbfs iso9660 mqueue ' +
    'nfsd nsfs proc pstore ramfs romfs rootfs rpc_pipefs securityfs selinuxfs squashfs sysfs ' +
    'tracefs udf'
  ).split(' '),
);

/** Below these, mounts come and go with containers, packages and logins. */
const otherPlaces =
  /^\/(?:proc|sys|snap|run\/(?:user|credentials|docker|netns|snapd)|var\/lib\/(?:docker|containers|containerd|kubelet|snapd))\//;

/** Types whose server may be gone: asking for their state can hang for ever. */
const remoteTypes = /^(?:nfs4?|cifs|smb3?|ceph|glusterfs|lustre|beegfs|gpfs|9p|afs|fuse(?:\..+)?)$/;

export function isRemote({ type }: Mount): boolean {
  return remoteTypes.test(type);
}

/** The lines of /proc/<pid>/mountinfo. Of two mounts at one place the later hides the earlier. */
export function parseMountInfo(text: string): readonly Mount[] {
  const mounts = new Map<string, Mount>();
  for (const line of text.split('\n')) {
    const [before, after] = line.split(' - ', 2);
    const [, , device, , point] = before?.split(' ') ?? [];
    const [type, source = '', options] = after?.split(' ') ?? [];
    if (!device || !point || !type || options === undefined) continue;
    const decoded = decode(point);
    mounts.set(decoded, {
      point: decoded,
      device,
      source: decode(source),
      type,
      readOnly: options.split(',').some((option) => option === 'ro' || option === 'emergency_ro'),
    });
  }
  return [...mounts.values()];
}

/**
 * Whether a file system is mounted of which the kernel log speaks by this name: `sda1`, `dm-3`. What
 * was unmounted since is nobody's trouble any more.
 */
export function isMountedAs(name: string, mounts: readonly Mount[]): boolean {
  const mapped = /^dm-(\d+)$/.exec(name)?.[1];
  return mounts.some(
    ({ source, device }) =>
      source === `/dev/${name}` ||
      source === '/dev/root' ||
      (mapped !== undefined && source.startsWith('/dev/') && device.endsWith(`:${mapped}`)),
  );
}

/** Mount points of /etc/fstab and whether they are meant to be writable. */
export function parseFstab(text: string): ReadonlyMap<string, boolean> {
  const writable = new Map<string, boolean>();
  for (const line of text.split('\n')) {
    const [device, point, , options] = line.trim().split(/\s+/);
    if (!device || device.startsWith('#') || !point || !options) continue;
    writable.set(decode(point), !options.split(',').includes('ro'));
  }
  return writable;
}

/** The kernel writes blanks in paths as octal numbers: `\040`. */
function decode(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

/**
 * The mounts worth looking at, one for each file system: those that hold data, or those under
 * the paths that the options name. `/` first, then in the order of their names.
 */
export function chooseMounts(
  mounts: readonly Mount[],
  { mounts: wanted, ignoreMounts }: HostOptions,
): readonly Mount[] {
  if (wanted) return [...new Set(wanted.flatMap((path) => mountAt(mounts, path) ?? []))];
  const byDevice = new Map<string, Mount>();
  for (const mount of mounts) {
    if (!holdsData(mount) || ignoreMounts.includes(mount.point)) continue;
    const other = byDevice.get(mount.device);
    if (!other || mount.point.length < other.point.length) byDevice.set(mount.device, mount);
  }
  return [...byDevice.values()].sort((a, b) => (a.point < b.point ? -1 : 1));
}

function holdsData({ point, type }: Mount): boolean {
  if (otherTypes.has(type) || otherPlaces.test(`${point}/`)) return false;
  return type !== 'overlay' || point === '/';
}

/** The mount that `path` lies on. */
export function mountAt(mounts: readonly Mount[], path: string): Mount | undefined {
  let best: Mount | undefined;
  for (const mount of mounts) {
    const isAbove = path === mount.point || path.startsWith(mount.point.replace(/\/?$/, '/'));
    if (isAbove && (!best || mount.point.length >= best.point.length)) best = mount;
  }
  return best;
}
