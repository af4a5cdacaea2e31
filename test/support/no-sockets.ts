/** For a fake vantage whose looks open no sockets. */
export function noSockets(): Promise<never> {
  return Promise.reject(new Error('a look that should not open sockets did'));
}
