import { harmless } from '../effects/effect.ts';
import { type FaultMode, lore, servingKinds, sharing } from './mode.ts';

const fileMode = sharing({
  family: 'configuration',
  // Nobody looks into the files of a vendor.
  kinds: [...servingKinds.filter((kind) => kind !== 'provider'), 'container', 'process', 'host'],
  weight: 0.3,
  // What runs has read its files long ago: only the next start suffers, and then it is that fault.
  effect: harmless,
  access: 0,
  harm: 0,
  partial: false,
  source: lore,
} as const);

/** The files by which something is configured, as a look at them tells. */
export const fileModes: readonly FaultMode[] = [
  fileMode({
    id: 'file.missing',
    title: 'a file that it is configured by is gone',
    remedy: 'put the file back from the last good deployment before anything is restarted',
    shows: { file: { 'file.missing': 0.97 } },
    confusedWith: ['service.crashed', 'file.unreadable'],
    decides: 'List the file where the service runs: it is not there.',
  }),
  fileMode({
    id: 'file.unreadable',
    title: 'a file that it is configured by cannot be read',
    remedy: 'look at the mount that the file lies on, then remount or restore it',
    shows: { file: { 'file.unreadable': 0.7, 'file.silent': 0.27 } },
    confusedWith: ['service.crashed', 'file.missing'],
    decides: 'Read the file where the service runs: the error is of the file system.',
  }),
  fileMode({
    id: 'file.empty',
    title: 'a file that it is configured by is empty',
    remedy:
      'restore the file from the last good deployment: a write was cut off, or a disk is full',
    shows: { file: { 'file.empty': 0.97 } },
    confusedWith: ['service.errors', 'file.missing'],
    decides: 'Look at the size of the file: it has no bytes.',
  }),
];
