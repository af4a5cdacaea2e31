/** Numbers that a room has place for at first. */
const atFirst = 256;

/**
 * Room for the numbers of one calculation after another. A typed array made anew for each costs more than most of
 * them compute: V8 keeps all but the smallest outside its own heap. Whoever asks for it ends the calculation before.
 */
export class Room {
  private numbers = new Float64Array(atFirst);

  /** Place for so many numbers, or more; what stands there is left from before. */
  of(length: number): Float64Array {
    if (length > this.numbers.length) this.numbers = new Float64Array(2 * length);
    return this.numbers;
  }

  /** The same, with this in each of the first so many places. */
  filled(length: number, number: number): Float64Array {
    const numbers = this.of(length);
    for (let at = 0; at < length; at += 1) numbers[at] = number;
    return numbers;
  }
}
