import { expect, test } from 'vitest';
import { meaningOfStart } from '../../../probes/cloud/failed-starts.ts';

/* Words of the vendors' own records, as people have quoted them in public. */
test.each([
  [
    'We currently do not have sufficient r5n.24xlarge capacity in the Availability Zone you requested (us-west-2b).',
    'cloud.capacity',
  ],
  ['InsufficientInstanceCapacity: Insufficient capacity.', 'cloud.capacity'],
  ['There is no Spot capacity available that matches your request.', 'cloud.capacity'],
  [
    'You have requested more instances (7) than your current instance limit of 6 allows for the specified instance type.',
    'cloud.quota',
  ],
  [
    'You have requested more vCPU capacity than your current vCPU limit of 192 allows for the instance bucket.',
    'cloud.quota',
  ],
  ['MaxSpotInstanceCountExceeded: Max spot instance count exceeded', 'cloud.quota'],
  [
    "ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS: The zone does not have enough resources available to fulfill the request, '(resource type:compute)'.",
    'cloud.capacity',
  ],
  [
    "QUOTA_EXCEEDED: Quota 'NVIDIA_A100_GPUS' exceeded. Limit: 8.0 in region us-central1.",
    'cloud.quota',
  ],
  ['OverconstrainedAllocationRequest: Allocation failed.', 'cloud.capacity'],
  [
    "SkuNotAvailable: The requested VM size is currently not available in location 'eastus'.",
    'cloud.capacity',
  ],
  [
    'OperationNotAllowed: Operation could not be completed as it results in exceeding approved standardNCADSH100v5Family Cores quota.',
    'cloud.quota',
  ],
  ['The key pair does not exist.', undefined],
  ['INVALID_FIELD_VALUE: Invalid value for field', undefined],
  ['', undefined],
])('%s', (words, meaning) => {
  expect(meaningOfStart(words)).toBe(meaning);
});
