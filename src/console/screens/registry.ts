import { drillScreen } from '../drill/screen.ts';
import { flowScreen } from '../flow/screen.ts';
import type { ScreenName } from '../ui-state.ts';
import { chainScreen } from './chain.ts';
import { eventsScreen } from './events.ts';
import { faultsScreen } from './faults.ts';
import { helpScreen } from './help.ts';
import { linkScreen } from './link.ts';
import type { Screen } from './screen.ts';

/** Every screen: one file each, and one entry here. */
export const screens = {
  chain: chainScreen,
  link: linkScreen,
  events: eventsScreen,
  help: helpScreen,
  faults: faultsScreen,
  drill: drillScreen,
  flow: flowScreen,
} as const satisfies Record<ScreenName, Screen>;
