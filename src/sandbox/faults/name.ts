import { wrongAddress } from '../services/public-name.ts';
import { type FaultDefinition, onService } from './fault.ts';

const server = onService('name');
const link = 'name';

export const nameFaults: readonly FaultDefinition[] = [
  {
    name: 'name-nxdomain',
    link,
    mode: 'dns.name_missing',
    title: 'the name server says that the name does not exist',
    effect: server.set({ says: 'nxdomain' }),
    seen: 'NXDOMAIN',
  },
  {
    name: 'name-empty',
    link,
    mode: 'dns.empty',
    title: 'the name exists and has no address',
    effect: server.set({ says: 'empty' }),
    seen: 'no address',
  },
  {
    name: 'name-servfail',
    link,
    mode: 'dns.server_failure',
    title: 'the name server answers SERVFAIL',
    effect: server.set({ says: 'servfail' }),
    seen: 'SERVFAIL',
  },
  {
    name: 'name-refused',
    link,
    mode: 'dns.refused',
    title: 'the name server refuses to answer',
    effect: server.set({ says: 'refused' }),
    seen: 'REFUSED',
  },
  {
    name: 'name-silent',
    link,
    mode: 'dns.silent',
    title: 'the name server takes questions and answers none',
    effect: server.set({ says: 'nothing' }),
    seen: 'silent',
  },
  {
    name: 'name-down',
    link,
    mode: 'dns.down',
    title: 'the name server is killed',
    effect: server.process('killed'),
    seen: 'refused',
  },
  {
    name: 'name-wrong-address',
    link,
    mode: 'dns.wrong_address',
    title: 'the name leads to an address on which nothing listens',
    effect: server.set({ says: 'wrong-address' }),
    seen: wrongAddress,
  },
];
