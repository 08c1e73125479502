import { describe, it } from 'vitest';
import { realDeskMissing } from '../support/real-desk.mjs';
import { expectNothingLost } from './kill.js';

const missing = realDeskMissing();

describe.skipIf(missing !== '')(`a desk that is killed under load (R01, R04, R06)${missing === '' ? '' : `, skipped: ${missing}`}`, () => {
  it('loses no acknowledged act and doubles no mail: ten kills', { timeout: 480_000 }, () => expectNothingLost('sqlite', 10));
});
