/** Names or addresses of one file that are left out. */
const MOST = 1_000;

/** What comments of a chain file say is to be left out: `# discover: leave out grafana, 127.0.0.1:3000`. */
export function leftOutIn(text: string): readonly string[] {
  const lines = [...text.matchAll(/^[ \t]*#[ \t]*discover: leave out[ \t]+([^\r\n]+)$/gm)];
  return lines
    .flatMap(([, list = '']) => list.split(/[\s,]+/))
    .filter(Boolean)
    .slice(0, MOST);
}
