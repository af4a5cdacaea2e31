import type { SelfSymptom } from './failure.ts';

/** The parts of an error of Node that tell causes apart. */
export interface SystemError {
  /** `ECONNREFUSED`, `HPE_INVALID_CONSTANT`, `ERR_SSL_…`; empty where there is none. */
  readonly code: string;
  /** Present only when the kernel said it: a FIN and an RST share a code and differ in this. */
  readonly syscall: string;
  /** OpenSSL's or the parser's reason. */
  readonly reason: string;
  readonly message: string;
}

export function systemError(error: unknown): SystemError {
  const parts = typeof error === 'object' && error !== null ? { ...error } : {};
  const text = (key: string): string => {
    const value: unknown = Reflect.get(parts, key);
    return typeof value === 'string' ? value : '';
  };
  return {
    code: text('code'),
    syscall: text('syscall'),
    reason: text('reason'),
    message: error instanceof Error ? error.message : String(error),
  };
}

const RESOURCE_CODES = new Set([
  'EMFILE',
  'ENFILE',
  'EADDRNOTAVAIL',
  'ENOBUFS',
  'ENOMEM',
  'EAGAIN',
]);
const PERMISSION_CODES = new Set(['EACCES', 'EPERM']);

/** The symptom of an error that is this machine's own, so that nobody else is blamed for it. */
export function selfSymptomOf(code: string): SelfSymptom | undefined {
  if (RESOURCE_CODES.has(code)) return 'self.resource';
  if (PERMISSION_CODES.has(code)) return 'self.permission';
  return undefined;
}
