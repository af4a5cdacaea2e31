import { swallows } from '../effects/connection.ts';
import { delays } from '../effects/delay.ts';
import { harmless, type Weights } from '../effects/effect.ts';
import { type FaultMode, lore, sharing } from './mode.ts';

const cloudMode = sharing({
  family: 'cloud',
  kinds: ['host'],
  access: 1,
  harm: 1,
  partial: false,
} as const);

/** Whichever cloud lends the machine, it tells the same. */
const told = (weights: Weights) => ({ aws: weights, gcp: weights, azure: weights });

/** How a machine that a cloud lends breaks, as that cloud itself tells. */
export const cloudModes: readonly FaultMode[] = [
  cloudMode({
    id: 'host.impaired',
    weight: 0.3,
    title: 'its cloud finds it impaired: the hardware under it, or its own system',
    remedy: 'stop and start it, so that it moves to other hardware; read its console first',
    effect: swallows,
    harm: 0.8,
    shows: told({ 'cloud.impaired': 0.9, ok: 0.08 }),
    confusedWith: ['host.down', 'host.kernel'],
    decides: 'The system check fails for the cloud to mend, the instance check for its owner.',
    source: lore,
  }),
  cloudMode({
    id: 'host.stopped',
    weight: 0.4,
    title: 'the machine is stopped, terminated or deleted',
    remedy: "look in the cloud's audit log who stopped it; start it, or what replaces it",
    effect: swallows,
    shows: told({ 'cloud.not_running': 0.8, 'cloud.missing': 0.15 }),
    confusedWith: ['host.down', 'host.reclaimed'],
    decides: 'Its state in the cloud is not running, and the reason there names who wanted that.',
    source: lore,
  }),
  cloudMode({
    id: 'host.reclaimed',
    weight: 0.3,
    title: 'its cloud takes it back: it was lent at a spot price',
    remedy: 'drain it now; start another of another type or zone, or one that is not lent so',
    effect: swallows,
    harm: 0.6,
    shows: told({ 'cloud.reclaim': 0.66, 'cloud.not_running': 0.3 }),
    confusedWith: ['host.stopped', 'host.down'],
    decides: 'The metadata of the machine, or the reason of its end, name the spot market.',
    source: lore,
  }),
  cloudMode({
    id: 'host.maintenance',
    weight: 0.2,
    title: 'its cloud has announced maintenance of it',
    remedy: 'move its work away before the window, or start the move at a time of your own',
    effect: harmless,
    harm: 0,
    shows: told({ 'cloud.maintenance': 0.95 }),
    confusedWith: ['host.impaired'],
    decides: 'The event has a time that is yet to come, and all checks still pass.',
    source: lore,
  }),
  cloudMode({
    id: 'host.not_to_be_had',
    family: 'quota',
    weight: 0.3,
    title: 'more machines of the kind are not to be had: no capacity left, or no quota',
    remedy: 'a quota can be raised; for capacity take another zone or type, or reserve it',
    // What is there goes on, with the load of what could not be had: its queue is full.
    effect: delays,
    harm: 0.5,
    // One look asks for quota, another for starts that failed: the one says nothing of the other.
    shows: told({ 'cloud.capacity': 0.42, 'cloud.quota': 0.32, ok: 0.24 }),
    confusedWith: ['host.load', 'host.stopped'],
    decides: 'The codes differ for quota and capacity, and another zone or type can be had.',
    source: 'fault catalogue QUO-04; cloud.google.com: a quota is no promise of machines',
  }),
  cloudMode({
    id: 'host.switched_off',
    weight: 0.05,
    title: 'its account or its region is switched off in the cloud',
    remedy: 'look at billing and at the settings of regions of the account; ask its owner',
    effect: swallows,
    harm: 0.7,
    shows: told({ 'cloud.account_off': 0.5, 'cloud.region_off': 0.45 }),
    confusedWith: ['host.stopped'],
    decides: 'Everything of the account or the region is refused alike, with one code.',
    source: lore,
  }),
];
