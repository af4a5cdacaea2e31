import type { Weights } from './effect.ts';

/** How far a request gets that meets a fault: not to its end, to a wrong answer, to a right one that is late. */
const courses = ['ends', 'spoilt', 'late'] as const;

type Course = (typeof courses)[number];

const spoilt =
  /^llm\.(?:wrong_model|fallback|canary_mismatch|garbage|empty_output|finish_length|content_filter|usage_missing)$|body_mismatch$|^store\.(?:stale|corrupt|too_few|schema_changed)$|^vector\.recall_lost$/;
const late = /slow/;

const known = new WeakMap<Weights, number>();

/**
 * 0…2, of what a fault mostly does to requests: a request that ends hides that its answer would have been
 * wrong, and a wrong answer is told before one that is late. So a look that meets faults in company shows
 * the one of the lowest number, wherever on the way they stand.
 */
export function courseUnder(shows: Weights): number {
  let course = known.get(shows);
  if (course === undefined) {
    course = courses.indexOf(mostOf(shows));
    known.set(shows, course);
  }
  return course;
}

function mostOf(shows: Weights): Course {
  const sums: Record<Course, number> = { ends: 0, spoilt: 0, late: 0 };
  for (const [symptom, weight] of Object.entries(shows)) {
    if (symptom !== 'ok') sums[courseOf(symptom)] += weight;
  }
  return courses.reduce((most, course) => (sums[course] > sums[most] ? course : most));
}

export function courseOf(symptom: string): Course {
  if (spoilt.test(symptom)) return 'spoilt';
  return late.test(symptom) ? 'late' : 'ends';
}
