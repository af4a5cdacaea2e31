/** Words of the C library in the locale C → the code that Node would give. */
const codes: Readonly<Record<string, string>> = {
  'No such file or directory': 'ENOENT',
  'Permission denied': 'EACCES',
  'Operation not permitted': 'EPERM',
  'Is a directory': 'EISDIR',
  'Not a directory': 'ENOTDIR',
  'No such process': 'ESRCH',
  'Input/output error': 'EIO',
  'Invalid argument': 'EINVAL',
  'No such device or address': 'ENXIO',
  'No such device': 'ENODEV',
  'Stale file handle': 'ESTALE',
  'Too many levels of symbolic links': 'ELOOP',
  'File name too long': 'ENAMETOOLONG',
  'Resource temporarily unavailable': 'EAGAIN',
  'Connection refused': 'ECONNREFUSED',
  'Connection timed out': 'ETIMEDOUT',
  'Operation timed out': 'ETIMEDOUT',
  'Connection reset by peer': 'ECONNRESET',
  'No route to host': 'EHOSTUNREACH',
  'Host is unreachable': 'EHOSTUNREACH',
  'Network is unreachable': 'ENETUNREACH',
  'Cannot assign requested address': 'EADDRNOTAVAIL',
  'Too many open files': 'EMFILE',
  'Name or service not known': 'ENOTFOUND',
  'nodename nor servname provided, or not known': 'ENOTFOUND',
  'No address associated with hostname': 'ENOTFOUND',
  'Temporary failure in name resolution': 'EAI_AGAIN',
};

/** The code of the first known words in a message, the longest first; undefined where it has none. */
export function codeInWords(message: string): string | undefined {
  return ordered.find(([words]) => message.includes(words))?.[1];
}

const ordered = Object.entries(codes).toSorted(([a], [b]) => b.length - a.length);

/** An error as `fs` throws it. */
export function systemErrorOf(code: string, message: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${message}`), { code });
}
