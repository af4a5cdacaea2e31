/**
 * Every request that the probes of clouds can make, and the only list of them: `CloudCaller` sends
 * nothing else. `permission` is what the policies under `policies/` grant for it; null where the vendor
 * asks for none. `reads` gives back what is there. `grants` hands out a short-lived token or key for
 * weaklink itself; the vendor logs it and nothing else changes. None costs anything.
 */
export const actions = {
  'aws sts GetCallerIdentity': { method: 'GET', effect: 'reads', permission: null },
  'aws ec2 DescribeRegions': {
    method: 'GET',
    effect: 'reads',
    permission: 'ec2:DescribeRegions',
  },
  'aws ec2 DescribeInstanceStatus': {
    method: 'GET',
    effect: 'reads',
    permission: 'ec2:DescribeInstanceStatus',
  },
  'aws ec2 DescribeInstances': {
    method: 'GET',
    effect: 'reads',
    permission: 'ec2:DescribeInstances',
  },
  // A protocol that knows POST alone; the target header names the action, which reads.
  'aws servicequotas GetServiceQuota': {
    method: 'POST',
    effect: 'reads',
    permission: 'servicequotas:GetServiceQuota',
  },
  'aws autoscaling DescribeScalingActivities': {
    method: 'GET',
    effect: 'reads',
    permission: 'autoscaling:DescribeScalingActivities',
  },
  'aws elasticloadbalancing DescribeTargetHealth': {
    method: 'GET',
    effect: 'reads',
    permission: 'elasticloadbalancing:DescribeTargetHealth',
  },
  // The roles that a profile names let somebody in by their own trust policies.
  'aws sts AssumeRole': { method: 'GET', effect: 'grants', permission: null },
  // A token has no place in a URL, which proxies log.
  'aws sts AssumeRoleWithWebIdentity': { method: 'POST', effect: 'grants', permission: null },
  'aws sso GetRoleCredentials': { method: 'GET', effect: 'grants', permission: null },
  'aws container GetCredentials': { method: 'GET', effect: 'grants', permission: null },
  // Version 2 of the metadata service opens a session before it answers.
  'aws metadata OpenSession': { method: 'PUT', effect: 'grants', permission: null },
  'aws metadata Get': { method: 'GET', effect: 'reads', permission: null },

  'gcp cloudresourcemanager projects.testIamPermissions': {
    method: 'POST',
    effect: 'reads',
    permission: null,
  },
  'gcp compute instances.get': {
    method: 'GET',
    effect: 'reads',
    permission: 'compute.instances.get',
  },
  'gcp compute zoneOperations.list': {
    method: 'GET',
    effect: 'reads',
    permission: 'compute.zoneOperations.list',
  },
  'gcp compute regions.get': { method: 'GET', effect: 'reads', permission: 'compute.regions.get' },
  'gcp compute backendServices.get': {
    method: 'GET',
    effect: 'reads',
    permission: 'compute.backendServices.get',
  },
  // Google asks for the health of a group in a body: a POST that only reads.
  'gcp compute backendServices.getHealth': {
    method: 'POST',
    effect: 'reads',
    permission: 'compute.backendServices.get',
  },
  'gcp compute regionBackendServices.get': {
    method: 'GET',
    effect: 'reads',
    permission: 'compute.regionBackendServices.get',
  },
  'gcp compute regionBackendServices.getHealth': {
    method: 'POST',
    effect: 'reads',
    permission: 'compute.regionBackendServices.get',
  },
  'gcp storage buckets.get': {
    method: 'GET',
    effect: 'reads',
    permission: 'storage.buckets.get',
  },
  'gcp oauth2 token': { method: 'POST', effect: 'grants', permission: null },
  'gcp sts token': { method: 'POST', effect: 'grants', permission: null },
  // Where a file of workload identity federation says that another issuer hands out tokens.
  'gcp federation getSubjectToken': { method: 'GET', effect: 'grants', permission: null },
  'gcp iamcredentials generateAccessToken': { method: 'POST', effect: 'grants', permission: null },
  'gcp metadata get': { method: 'GET', effect: 'reads', permission: null },

  'azure subscriptions get': {
    method: 'GET',
    effect: 'reads',
    permission: 'Microsoft.Resources/subscriptions/read',
  },
  'azure virtualMachines instanceView': {
    method: 'GET',
    effect: 'reads',
    permission: 'Microsoft.Compute/virtualMachines/instanceView/read',
  },
  'azure availabilityStatuses get': {
    method: 'GET',
    effect: 'reads',
    permission: 'Microsoft.ResourceHealth/availabilityStatuses/read',
  },
  'azure usages list': {
    method: 'GET',
    effect: 'reads',
    permission: 'Microsoft.Compute/locations/usages/read',
  },
  'azure skus list': { method: 'GET', effect: 'reads', permission: 'Microsoft.Compute/skus/read' },
  'azure activityLogs list': {
    method: 'GET',
    effect: 'reads',
    permission: 'Microsoft.Insights/eventtypes/values/read',
  },
  // Counts as one of the metric queries that Azure hands out for nothing each month.
  'azure metrics list': {
    method: 'GET',
    effect: 'reads',
    permission: 'Microsoft.Insights/metrics/read',
  },
  'azure storageAccounts get': {
    method: 'GET',
    effect: 'reads',
    permission: 'Microsoft.Storage/storageAccounts/read',
  },
  'azure oauth2 token': { method: 'POST', effect: 'grants', permission: null },
  'azure identity token': { method: 'GET', effect: 'grants', permission: null },
  'azure metadata get': { method: 'GET', effect: 'reads', permission: null },
  'azure metadata scheduledEvents': { method: 'GET', effect: 'reads', permission: null },
} as const satisfies Record<
  string,
  {
    readonly method: 'GET' | 'POST' | 'PUT';
    readonly effect: 'reads' | 'grants';
    readonly permission: string | null;
  }
>;

export type ActionName = keyof typeof actions;
