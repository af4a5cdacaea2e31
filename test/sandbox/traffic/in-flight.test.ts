import { expect, test } from 'vitest';
import { InFlightLimit } from '../../../src/sandbox/traffic/in-flight.ts';

test('starts low, grows with each answer to a bound, and is halved once a second by late ones, to a bound; then more slowly', () => {
  const inFlight = new InFlightLimit();
  expect(inFlight.limit).toBe(8);
  for (let index = 0; index < 1_000; index += 1) inFlight.answered(false, index);
  expect(inFlight.limit).toBe(512);
  inFlight.answered(true, 2_000);
  inFlight.answered(true, 2_900);
  expect(inFlight.limit).toBe(256);
  for (const ms of [3_100, 4_200, 5_300, 6_400]) inFlight.answered(true, ms);
  expect(inFlight.limit).toBe(64);
  for (let index = 0; index < 7; index += 1) inFlight.answered(false, 6_500);
  expect(inFlight.limit).toBe(64);
  inFlight.answered(false, 6_500);
  expect(inFlight.limit).toBe(65);
});
