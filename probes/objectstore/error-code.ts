import type { ObjectStoreSymptom } from './symptoms.ts';

/**
 * Error codes of S3, MinIO, Azure's Blob service and reasons of Google Cloud Storage → symptom; the first
 * that fits. Source: their API references.
 */
const byCode: readonly (readonly [RegExp, ObjectStoreSymptom])[] = [
  [/^NoSuch(?:Bucket|Key|Version)$/, 'store.missing'],
  [
    /^(?:BlobNotFound|ContainerNotFound|ContainerBeingDeleted|ResourceNotFound|notFound)$/,
    'store.missing',
  ],
  [
    /^(?:AuthenticationFailed|InvalidAuthenticationInfo|NoAuthenticationInformation|KeyBasedAuthenticationNotPermitted|authError|required)$/,
    'store.denied',
  ],
  [
    /^(?:Authorization(?:Failure|PermissionMismatch|ProtocolMismatch|ResourceTypeMismatch|ServiceMismatch|SourceIPMismatch)|InsufficientAccountPermissions|PublicAccessNotPermitted|AccountIsDisabled|BlobArchived|BlobBeingRehydrated)$/,
    'store.forbidden',
  ],
  [/^(?:forbidden|insufficientPermissions|accountDisabled|userProjectMissing)$/, 'store.forbidden'],
  [/^(?:ServerBusy|rateLimitExceeded|userRateLimitExceeded|backendError)$/, 'store.throttled'],
  [
    /^(?:InvalidAccessKeyId|SignatureDoesNotMatch|RequestTimeTooSkewed|ExpiredToken|InvalidToken|TokenRefreshRequired|AuthorizationHeaderMalformed|InvalidSecurity)$/,
    'store.denied',
  ],
  [
    /^(?:AccessDenied|AllAccessDisabled|AccountProblem|NotSignedUp|InvalidObjectState)$/,
    'store.forbidden',
  ],
  [
    /^(?:SlowDown|SlowDownRead|SlowDownWrite|TooManyRequests|Throttling|RequestLimitExceeded|Busy)$/,
    'store.throttled',
  ],
  [/^(?:XMinioServerNotInitialized|ServerNotInitialized)$/, 'store.not_ready'],
  [
    /^(?:XMinioStorageFull|QuotaExceeded|XMinioAdminBucketQuotaExceeded|InsufficientStorage)$/,
    'store.full',
  ],
  [/ReadQuorum|WriteQuorum/, 'store.part_down'],
];

/** By status, where no code is known: an answer to HEAD, or of a proxy before the store. */
const byStatus: Readonly<Record<number, ObjectStoreSymptom>> = {
  401: 'store.denied',
  403: 'store.forbidden',
  404: 'store.missing',
  408: 'store.timeout',
  429: 'store.throttled',
  503: 'store.throttled',
  507: 'store.full',
};

export function symptomOfCode(code: string, status: number): ObjectStoreSymptom {
  const known = byCode.find(([pattern]) => pattern.test(code));
  return known?.[1] ?? (code === '' ? byStatus[status] : undefined) ?? byStatusOfCode(status);
}

/** A code that nobody knows says less than a status that is meant for one thing. */
function byStatusOfCode(status: number): ObjectStoreSymptom {
  return status === 503 || status === 429 ? 'store.throttled' : 'store.error';
}
