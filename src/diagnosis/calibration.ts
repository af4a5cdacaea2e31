/**
 * How often a link that is held to be broken is broken: what the likelihood cannot know of itself, since its
 * tables are rough and the world has other manners. By what speaks for the link.
 *
 * Fitted by `npm run calibrate` on simulated chains (bench/chains, seeds from 100,000 on; the bench itself plays
 * seeds 1 to 2,000), on all links that were held to be more likely broken than not: how often they were
 * broken ÷ the mean probability they were given. Of one that only others speak for, what is beyond one half counts
 * on both sides: the surer the tables, the more they are mistaken.
 */
export interface Calibration {
  /** The only fault. */
  readonly alone: {
    /** Looks at the link itself fail. */
    readonly byItself: number;
    /** Only looks at others fail: a factor on what is beyond one half. */
    readonly byOthers: number;
  };
  /** One of several faults at once. */
  readonly inCompany: {
    readonly byItself: Spoken;
    readonly byOthers: Spoken;
    /** It needs another of them, which is seen to fail by itself: that one may well be all there is. */
    readonly needsAnother: Spoken;
  };
}

/** By how many series fail in a way that the link explains and the other faults do not. */
interface Spoken {
  /** One, or none. */
  readonly one: number;
  readonly several: number;
}

/** Nothing is believed more than this: no simulation is the world. */
export const mostTrusted = 0.99;

/**
 * Of 1,500 chains, seeds 101,000 to 102,499: over 790 and 130 links alone, in company 136 and 272, 28 and 60,
 * 45 and 30.
 */
export const calibration: Calibration = {
  alone: { byItself: mostTrusted, byOthers: 0.58 },
  inCompany: {
    byItself: { one: 0.87, several: 0.97 },
    byOthers: { one: 0.4, several: 0.87 },
    needsAnother: { one: 0.2, several: 0.59 },
  },
};
