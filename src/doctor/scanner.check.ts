import { tellsWhatItSkips } from '../analysis/scan/clamd.js';
import type { Config } from '../config.js';
import { ok, warn, wrong, type Check } from './check.js';

/** Whether ClamAV is there and says what it did not look at. */
export function scannerCheck({ clamd }: Config): Check {
  return {
    name: 'malware scanner',
    look: async () => {
      if (clamd === undefined) return warn('DESK_CLAMD is not set: files of customers stay 未検査.');
      return (await tellsWhatItSkips(clamd))
        ? ok('ClamAV answers and says what is beyond its limits.')
        : wrong('ClamAV calls what it did not look at clean: set `AlertExceedsMax yes` in its clamd.conf and restart it.');
    },
  };
}
