import pg from 'pg';

const int8 = 20;

/** Reads `bigint` as a number: our instants and counts stay below 2^53. */
export function setTypeParser(): void {
  pg.types.setTypeParser(int8, Number);
}
