import type { DatabaseTarget } from '../../src/platform/data-sources.js';

/** Keys of what `seedRealDesk` put in, and session tokens for `Authorization: Bearer`. */
export interface Seed {
  readonly deskId: string;
  readonly customerId: string;
  readonly contactId: string;
  readonly firstLine: string;
  readonly secondLine: string;
}

export interface RealDesk {
  readonly baseUrl: string;
  readonly pid: number;
  /** From the start of the process to its first page. */
  readonly firstPageMs: number;
  /** SIGKILL unless told otherwise; resolves when the process is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

export function realDeskMissing(): string;
export function seedRealDesk(target: DatabaseTarget): Promise<Seed>;
/** @param wishes `byNpm`: as `npm start` does, with all that comes before the desk itself */
export function startRealDesk(wishes: { readonly port: number; readonly dataDir: string; readonly env?: Readonly<Record<string, string>>; readonly byNpm?: boolean }): Promise<RealDesk>;
