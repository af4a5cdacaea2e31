/** A program that containers may have and that can connect and pass bytes on. */
export interface RelayProgram {
  readonly name: string;
  /** Null where it cannot do that. */
  argv(host: string, port: number): readonly string[] | null;
  /** Null where it cannot. */
  unix(path: string): readonly string[] | null;
}

/** Says `connected`, or a code as Node has it, on its standard error; then passes bytes both ways. */
const pythonScript = `
import errno, os, socket, sys, threading
def fail(code, error):
    sys.stderr.write("failed %s %s\\n" % (code, error)); sys.exit(1)
try:
    if len(sys.argv) == 2:
        s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
    else:
        s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
except socket.gaierror as e:
    names = dict((getattr(socket, k), k) for k in dir(socket) if k.startswith("EAI_"))
    fail(names.get(e.args[0], "EAI_FAIL"), e)
except OSError as e:
    fail(errno.errorcode.get(e.errno, "UNKNOWN"), e)
sys.stderr.write("connected\\n"); sys.stderr.flush()
def send():
    while True:
        data = os.read(0, 65536)
        if not data: break
        s.sendall(data)
    s.shutdown(socket.SHUT_WR)
t = threading.Thread(target=send); t.daemon = True; t.start()
while True:
    data = s.recv(65536)
    if not data: break
    while data: data = data[os.write(1, data):]
os._exit(0)`;

/** Bytes are passed on by dd, since BusyBox's cat has the kernel hold them back until more come. */
const bashScript = `
exec 3<>"/dev/tcp/$1/$2" || exit 1
echo connected >&2
exec 4<&0
dd bs=65536 <&4 >&3 2>/dev/null & dd bs=65536 <&3 2>/dev/null
kill $!`;

/**
 * BusyBox's netcat says nothing when it is connected, but starts a program then, the connection as
 * its input and output. Others would give it the connection for its errors too, and are asked to
 * say it instead.
 */
const netcatScript = `
if command -v nc >/dev/null; then n=nc
elif command -v busybox >/dev/null; then n="busybox nc"
else exit 127; fi
case "$($n --help 2>&1 </dev/null)" in
*BusyBox*) exec 3<&0 4>&1
  exec $n "$1" "$2" -e sh -c 'echo connected >&2
    dd bs=65536 <&3 2>/dev/null & dd bs=65536 >&4 2>/dev/null; kill $!' ;;
*) exec $n -v "$1" "$2" ;;
esac`;

/** In the order in which they are tried: those first that tell best why a connection fails. */
export const relays: readonly RelayProgram[] = [
  {
    name: 'python3',
    argv: (host, port) => ['python3', '-c', pythonScript, host, String(port)],
    unix: (path) => ['python3', '-c', pythonScript, path],
  },
  {
    name: 'bash',
    argv: (host, port) => ['bash', '-c', bashScript, 'bash', host, String(port)],
    unix: () => null,
  },
  {
    name: 'nc',
    argv: (host, port) => ['sh', '-c', netcatScript, 'sh', host, String(port)],
    unix: () => null,
  },
];

/** What a relay has said so far: nothing that counts, that it is connected, or why it is not. */
export type RelayWord =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'connected' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

const CONNECTED = /^connected$|succeeded!|\bopen$|^Ncat: Connected/m;
const CODED = /^failed ([A-Z_]+) (.*)$/m;
/** The words of strerror and getaddrinfo, of glibc and musl, and those of netcats. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/connection refused/i, 'ECONNREFUSED'],
  [/timed out|timeout/i, 'ETIMEDOUT'],
  [/no route to host|host is unreachable/i, 'EHOSTUNREACH'],
  [/network (is )?unreachable/i, 'ENETUNREACH'],
  [/temporary failure|try again/i, 'EAI_AGAIN'],
  [
    /bad address|name or service not known|could not resolve|unknown host|does not resolve|nodename nor servname|no address associated/i,
    'ENOTFOUND',
  ],
  [/permission denied|operation not permitted/i, 'EACCES'],
  [/connection reset/i, 'ECONNRESET'],
];

export function relayWord(errors: string): RelayWord {
  const coded = CODED.exec(errors);
  if (coded) return { kind: 'failed', code: coded[1] ?? '', message: coded[2] ?? '' };
  if (CONNECTED.test(errors)) return { kind: 'connected' };
  const phrase = PHRASES.find(([pattern]) => pattern.test(errors));
  return phrase ? { kind: 'failed', code: phrase[1], message: errors.trim() } : { kind: 'nothing' };
}
