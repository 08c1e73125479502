import { Inject, Injectable, Logger } from '@nestjs/common';
import { scanStream, ScannerAway } from '../../analysis/scan/clamd.js';
import type { Config } from '../../config.js';
import { wholeAt } from '../../platform/content/collect.js';
import { CONFIG } from '../../settings.module.js';

/** Has what came by mail looked at when somebody takes it out, where a scanner is configured. */
@Injectable()
export class MailScan {
  readonly #log = new Logger('scan');

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Whether malware was found; where nobody could look it was not, and the page says that files are unscanned. */
  async isHarmful(bytes: Uint8Array): Promise<boolean> {
    const { clamd } = this.config;
    if (clamd === undefined) return false;
    try {
      return (await scanStream(clamd, wholeAt(bytes))).state === 'found';
    } catch (error) {
      if (!(error instanceof ScannerAway)) throw error;
      this.#log.warn(`A mail was handed out unscanned: ${error.message}`);
      return false;
    }
  }
}
