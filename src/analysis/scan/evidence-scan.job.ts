import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { Config } from '../../config.js';
import type { ClamdSetting } from '../../files-settings.js';
import { Jobs } from '../../platform/jobs.js';
import { CONFIG } from '../../settings.module.js';
import { EvidenceScans } from './evidence-scans.service.js';
import { ScannerAway, tellsWhatItSkips } from './clamd.js';

const everyMs = 30_000;
const leaseMs = 30 * 60_000;

/** Looks for malware in what waits, where a scanner is configured; what nobody looked at stays 未検査. */
@Injectable()
export class EvidenceScanJob implements OnModuleInit {
  readonly #log = new Logger('scan');
  #trusted: boolean | undefined;

  constructor(
    private readonly jobs: Jobs,
    private readonly scans: EvidenceScans,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'evidence.scan', everyMs, leaseMs, run: () => this.run() });
  }

  async run(): Promise<void> {
    const { clamd } = this.config;
    const waiting = clamd === undefined ? [] : await this.scans.waiting();
    if (clamd === undefined || waiting.length === 0) return;
    try {
      if (!(await this.#mayBelieve(clamd))) return;
      for (const id of waiting) await this.scans.scan(clamd, id);
    } catch (error) {
      if (!(error instanceof ScannerAway)) throw error;
      this.#log.warn(`Files stay unscanned: ${error.message}`);
    }
  }

  /** Asked once: a scanner that is set right stays so until it is started anew with the desk's knowledge. */
  async #mayBelieve(clamd: ClamdSetting): Promise<boolean> {
    if (this.#trusted === true) return true;
    this.#trusted = await tellsWhatItSkips(clamd);
    if (!this.#trusted) this.#log.error('ClamAV calls what it did not look at clean. Set `AlertExceedsMax yes` in its clamd.conf and restart it; until then files stay unscanned.');
    return this.#trusted;
  }
}
