/**
 * `/proc/<pid>/cgroup` → the first 12 digits of the container's id, as `docker ps` shows it; null
 * outside of containers. Docker, containerd, CRI-O and Podman all write 64 hexadecimal digits.
 */
export function containerOf(cgroup: string): string | null {
  const ids = [...cgroup.matchAll(/(?:^|[/:-])([0-9a-f]{64})(?:\.scope)?(?=$|[/\n])/gm)];
  return ids.at(-1)?.[1]?.slice(0, 12) ?? null;
}
