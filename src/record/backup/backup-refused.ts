/** A backup cannot be written or restored here; every reason is named. */
export class BackupRefused extends Error {
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
  }
}
