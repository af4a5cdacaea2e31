import { z } from 'zod';
import { headersOption } from '../http/headers.ts';
import { isWebAddress } from '../http/options.ts';
import { dialOptions, millisecondsOption, tlsOptions } from '../network/options.ts';
import { BOOK_FIGURES } from './books.ts';
import { problemOfQuery } from './promql.ts';

/** Figures of one look: each costs Prometheus two queries. */
const MAX_MEASURES = 16;
const MAX_QUERY_CHARACTERS = 2_000;
const MAX_JOBS = 16;
/** Alerts that are led to links by name. */
const MAX_ALERTS = 200;
/** A scrape may fail and another be late before anybody should care. */
const DEFAULT_STALE_SCRAPES = 4;
/** NTP keeps machines within some milliseconds; alert rules and graphs suffer from seconds on. */
const DEFAULT_CLOCK_SKEW_MS = 5_000;

const queryOption = z
  .string()
  .max(MAX_QUERY_CHARACTERS)
  .superRefine((query, context) => {
    const problem = problemOfQuery(query);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

const limitsOption = z
  .strictObject({ least: z.number().optional(), most: z.number().optional() })
  .refine(({ least, most }) => least !== undefined || most !== undefined, 'states neither bound')
  .refine(
    ({ least, most }) => least === undefined || most === undefined || least <= most,
    'least is more than most',
  );

const measureOption = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9_.]{0,59}$/, 'must be a short name: queue.waiting'),
    /** A PromQL expression that gives a number, or one of each series. */
    query: queryOption,
    /** `ms`, `s`, `%`, `count` … */
    unit: z.string().min(1).max(16),
    /** A duration above it, in the unit of the measure, is slow. */
    slow: z.number().positive().optional(),
    /** A figure outside is out of its limits. */
    limits: limitsOption.optional(),
    /** What a figure of the books of an attribution service is, so that a limit that is passed has a name. */
    books: z.enum(BOOK_FIGURES).optional(),
  })
  .refine(
    ({ books, limits }) => books === undefined || limits !== undefined,
    'a figure of the books needs limits: state least, most or both',
  );

const alertsOption = z.strictObject({
  /** The label of an alert that names the link. */
  label: z
    .string()
    .regex(/^[a-zA-Z_]\w{0,99}$/, 'must be the name of a label')
    .default('link'),
  /** Name of an alert → the link that it speaks about. */
  links: z
    .record(z.string().min(1), z.string().min(1))
    .refine((map) => Object.keys(map).length <= MAX_ALERTS, `at most ${MAX_ALERTS}`)
    .default({}),
});

export const prometheusOptions = z
  .strictObject({
    /** The server, with the path under which it stands: `http://prometheus:9090`. */
    url: z
      .string()
      .max(2_048)
      .refine(isWebAddress, 'must be an http or https URL without a user name or a password in it'),
    headers: headersOption.default({}),
    measures: z
      .array(measureOption)
      .max(MAX_MEASURES)
      .refine(
        (all) => new Set(all.map(({ name }) => name)).size === all.length,
        'names must differ',
      )
      .default([]),
    /** Jobs that scrape this link: where `up` is 0, its target is down. */
    jobs: z.array(z.string().min(1).max(200)).max(MAX_JOBS).default([]),
    alerts: alertsOption.optional(),
    /** The link is this Prometheus itself: look at its readiness, storage, rules and clock too. */
    server: z.boolean().default(false),
    /** A sample is stale when it is older than so many scrapes of its series. */
    staleScrapes: z.int().min(2).max(1_000).default(DEFAULT_STALE_SCRAPES),
    /** More milliseconds between the clock of the server and ours are a fault. */
    clockSkewMs: millisecondsOption.default(DEFAULT_CLOCK_SKEW_MS),
    ...dialOptions,
    ...tlsOptions,
  })
  .refine(
    ({ measures, jobs, alerts, server }) =>
      measures.length > 0 || jobs.length > 0 || alerts !== undefined || server,
    'asks for nothing: state measures, jobs, alerts or server: true',
  );

export type PrometheusOptions = z.infer<typeof prometheusOptions>;
export type MeasureOption = PrometheusOptions['measures'][number];
