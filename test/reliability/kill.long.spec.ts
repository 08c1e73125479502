import { describe, it } from 'vitest';
import { databaseKinds } from '../support/databases.js';
import { expectNothingLost } from './kill.js';

describe.each(databaseKinds())('a desk on %s that is killed under load (R01, R02, R04, R06)', (kind) => {
  it('loses no acknowledged act and doubles no mail: fifty kills', { timeout: 1_200_000 }, () => expectNothingLost(kind, 50));
});
