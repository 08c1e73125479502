import { vi } from 'vitest';

/** Gives commands run in this process their settings, as at a shell, until `vi.unstubAllEnvs()` or the end of the test file. */
export function stubSettings(settings: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
}
