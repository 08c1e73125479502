import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { PageParts, type PageSubject } from '../page-parts.js';
import { LogClock } from './log-clock.service.js';

const dayMs = 24 * 60 * 60_000;
const soonMs = 3 * dayMs;

/** Shows when the customer's logs will be overwritten. */
@Injectable()
export class LogClockPart implements OnModuleInit {
  constructor(
    private readonly parts: PageParts,
    private readonly logClock: LogClock,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.parts.add({ name: 'log-clock', place: 'side', rank: 5, template: '/inquiries/parts/log-clock', live: true, load: (_scope, subject) => this.#load(subject) });
  }

  async #load({ row, answers }: PageSubject): Promise<object | undefined> {
    if (!row.isOpen) return undefined;
    const losses = await this.logClock.of(row, answers);
    if (losses.length === 0) return undefined;
    const now = this.clock.now();
    return { losses: losses.map((loss) => ({ ...loss, ...remaining(loss.lostAt - now) })) };
  }
}

/** In words and colour: by days, as nobody knows the hour at which a log turns over. */
function remaining(ms: number): { readonly tone: string; readonly text: string } {
  if (ms <= 0) return { tone: 'tone-danger', text: '消えたおそれ' };
  const days = Math.floor(ms / dayMs);
  return { tone: ms <= soonMs ? 'tone-danger' : 'tone-neutral', text: days === 0 ? '今日中' : `あと${days}日` };
}
