import { Injectable } from '@nestjs/common';
import { HearingSheets } from '../../hearing/hearing-sheets.service.js';
import type { AlertReading } from '../../inquiries/intake/mail-intake.js';
import { Clock } from '../../platform/clock.js';
import { AlertRecognisers } from '../recognisers/alert-recognisers.service.js';
import { readAlert, speaksOfAlert } from './alert-notice.rules.js';
import { hasJapanese } from './japanese-text.rules.js';

/** Reads the notices that customers forward. */
@Injectable()
export class AlertReader {
  constructor(
    private readonly sheets: HearingSheets,
    private readonly clock: Clock,
    private readonly recognisers: AlertRecognisers,
  ) {}

  /** What the notices in these texts of one mail say; undefined where there is none. */
  async read(texts: readonly string[]): Promise<AlertReading | undefined> {
    const recognisers = await this.recognisers.ready();
    if (!texts.some((text) => speaksOfAlert(recognisers, text))) return undefined;
    const { version, definition } = await this.sheets.published();
    const found = readAlert(recognisers, texts, definition, this.clock.now());
    return found === undefined ? undefined : { sheetVersion: version, ...found };
  }

  /** Whether a mail counts as Japanese (A3): an English notice that is forwarded is the first example of 別紙3 1(4)①. */
  async countsAsJapanese(...texts: readonly string[]): Promise<boolean> {
    const recognisers = await this.recognisers.ready();
    return texts.some((text) => hasJapanese(text) || speaksOfAlert(recognisers, text));
  }
}
