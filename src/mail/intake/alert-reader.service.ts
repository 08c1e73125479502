import { Injectable } from '@nestjs/common';
import { HearingSheets } from '../../hearing/hearing-sheets.service.js';
import type { AlertReading } from '../../inquiries/intake/mail-intake.js';
import { Clock } from '../../platform/clock.js';
import { readAlert, speaksOfAlert, type ReadyRecogniser } from './alert-notice.rules.js';
import { alertRecogniserFolder, readAlertRecognisers } from './alert-recognisers.js';
import { hasJapanese } from './japanese-text.rules.js';

/** Reads the notices that customers forward, by the recognisers in `templates/alert-recognisers`. */
@Injectable()
export class AlertReader {
  readonly #recognisers: readonly ReadyRecogniser[] = readAlertRecognisers(alertRecogniserFolder());

  constructor(
    private readonly sheets: HearingSheets,
    private readonly clock: Clock,
  ) {}

  /** What the notices in these texts of one mail say; undefined where there is none. */
  async read(texts: readonly string[]): Promise<AlertReading | undefined> {
    if (!texts.some((text) => speaksOfAlert(this.#recognisers, text))) return undefined;
    const { version, definition } = await this.sheets.published();
    const found = readAlert(this.#recognisers, texts, definition, this.clock.now());
    return found === undefined ? undefined : { sheetVersion: version, ...found };
  }

  /** Whether a mail counts as Japanese (A3): an English notice that is forwarded is the first example of 別紙3 1(4)①. */
  countsAsJapanese(...texts: readonly string[]): boolean {
    return texts.some((text) => hasJapanese(text) || speaksOfAlert(this.#recognisers, text));
  }
}
