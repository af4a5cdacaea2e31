import { z } from 'zod';
import { secretReference } from '../../src/platform/secrets.ts';
import {
  cloudOptions,
  lacks,
  looksOf,
  type WantedOptions,
  wanting,
  webAddress,
} from '../cloud/options.ts';

/** Options without which a look does not know what to look at. */
const wanted = {
  identity: ['subscription'],
  instance: ['subscription', 'resourceGroup', 'vm'],
  reclaim: [],
  quota: ['subscription', 'location', 'usage'],
  capacity: ['subscription'],
  targets: ['subscription', 'resourceGroup'],
  storage: ['subscription', 'resourceGroup', 'storageAccount'],
} as const satisfies WantedOptions;
export const azureLooks = looksOf(wanted);

const uuid = z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'must be a UUID');
/** Names of groups and machines: they become parts of paths. */
const part = z.string().regex(/^[A-Za-z0-9_(][\w.()-]{0,89}$/, 'is not such a name');
const word = z.string().regex(/^\w{1,100}$/, 'is not such a name');

/** Where tokens come from. */
export const azureTokenOptions = {
  /** `auto` takes the first that is there. */
  credentials: z.enum(['auto', 'secret', 'federated', 'managed', 'cli']).default('auto'),
  tenant: part.optional(),
  clientId: uuid.optional(),
  clientSecret: secretReference().optional(),
  /** An access token that somebody else keeps fresh. */
  token: secretReference().optional(),
  /** Where Entra ID hands out tokens. */
  login: webAddress.optional(),
} as const;

const shape = z.strictObject({
  look: z.enum(azureLooks),
  subscription: uuid.optional(),
  resourceGroup: part.optional(),
  vm: part.optional(),
  loadBalancer: part.optional(),
  applicationGateway: part.optional(),
  storageAccount: z
    .string()
    .regex(/^[a-z0-9]{3,24}$/, 'is not a storage account')
    .optional(),
  location: word.optional(),
  /** Of a location's usages: `standardNCADSH100v5Family`. */
  usage: word.optional(),
  /** Of machines: `Standard_NC40ads_H100_v5`. */
  size: word.optional(),
  ...azureTokenOptions,
  ...cloudOptions,
});

export const azureOptions = shape.superRefine(wanting(wanted)).superRefine((options, context) => {
  const { look, resourceGroup, location, size, loadBalancer, applicationGateway } = options;
  if (look === 'targets' && (loadBalancer === undefined) === (applicationGateway === undefined)) {
    lacks('loadBalancer or applicationGateway, one of them', options, context);
  }
  if (look !== 'capacity' || resourceGroup !== undefined) return;
  if (location === undefined || size === undefined) {
    lacks('resourceGroup, or location and size', options, context);
  }
});

export type AzureOptions = z.infer<typeof shape>;

/** What decides whose token is taken, and for what. */
export interface AzureTokenOptions
  extends Pick<AzureOptions, keyof typeof azureTokenOptions | 'metadata' | 'subscription'> {
  /** Where the Resource Manager is asked, which says in which of Microsoft's clouds. */
  readonly endpoint?: string | undefined;
  /** Whom the token is for; by default the Resource Manager. */
  readonly resource?: string | undefined;
}
