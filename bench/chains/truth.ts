/** Of some eighteen looks at a rate of 2 %, so many go wrong by chance once in two hundred series. */
export const moreThanChance = 3;
