import { expect, test } from 'vitest';
import { connectSymptomOf } from '../../../probes/network/connect.ts';
import { httpSymptomOf } from '../../../probes/network/http-symptom.ts';
import { lookupSymptomOf } from '../../../probes/network/lookup-symptom.ts';
import { tlsSymptomOf } from '../../../probes/network/tls-symptom.ts';

const error = (code: string, message = '', more: object = {}): Error =>
  Object.assign(new Error(message), { code, ...more });

test.each([
  ['ECONNREFUSED', 'tcp.refused'],
  ['ETIMEDOUT', 'tcp.timeout'],
  ['ECONNRESET', 'tcp.reset'],
  ['ENETUNREACH', 'tcp.no_route'],
  ['EHOSTUNREACH', 'tcp.unreachable'],
  ['EMFILE', 'self.resource'],
  ['EADDRNOTAVAIL', 'self.resource'],
  ['EACCES', 'self.permission'],
  ['ESOMETHINGNEW', 'tcp.unreachable'],
])('connecting that ends in %s is %s', (code, symptom) => {
  expect(connectSymptomOf(code)).toBe(symptom);
});

test.each([
  ['ENOTFOUND', 'dns.nxdomain'],
  ['EAI_AGAIN', 'dns.servfail'],
  ['ENODATA', 'dns.nodata'],
])('a system lookup that ends in %s is %s', (code, symptom) => {
  expect(lookupSymptomOf(code)).toBe(symptom);
});

// The messages were taken from Node 24 with OpenSSL 3.
const reason = (words: string) =>
  error(
    'EPROTO',
    `write EPROTO 40BDAAE5:error:0A00042E:SSL routines:ssl3_read_bytes:${words}:../deps`,
  );

test.each([
  ['wrong version number', 'tls.plaintext'],
  ['packet length too long', 'tls.plaintext'],
  ['tlsv1 alert protocol version', 'tls.protocol'],
  ['unsupported protocol', 'tls.protocol'],
  ['no protocols available', 'tls.protocol'],
  ['sslv3 alert handshake failure', 'tls.cipher'],
  ['tlsv1 alert insufficient security', 'tls.cipher'],
  ['tlsv13 alert certificate required', 'tls.client_certificate'],
  ['sslv3 alert bad certificate', 'tls.client_certificate'],
  ['tlsv1 alert unknown ca', 'tls.client_certificate'],
  ['tlsv1 unrecognized name', 'tls.alert'],
  ['tlsv1 alert internal error', 'tls.alert'],
])('a handshake that OpenSSL ends with "%s" is %s', (words, symptom) => {
  expect(tlsSymptomOf(reason(words), { keysAgreed: false })).toBe(symptom);
});

test('a handshake failure after the keys were agreed is about the client certificate', () => {
  const failure = reason('sslv3 alert handshake failure');
  expect(tlsSymptomOf(failure, { keysAgreed: true })).toBe('tls.client_certificate');
});

test('only a reset that the kernel reports is a reset', () => {
  const hangUp = error('ECONNRESET', 'socket hang up');
  const reset = error('ECONNRESET', 'read ECONNRESET', { syscall: 'read' });
  expect([httpSymptomOf(hangUp), httpSymptomOf(reset)]).toEqual(['http.closed', 'http.reset']);
  expect(tlsSymptomOf(hangUp, { keysAgreed: false })).toBe('tls.closed');
  expect(tlsSymptomOf(reset, { keysAgreed: false })).toBe('tls.reset');
});
