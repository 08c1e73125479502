import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '../../platform/jobs.js';
import { SearchIndex } from './search-index.service.js';

const everyMs = 2_000;
const leaseMs = 60_000;
/** Some tenths of a second's work at most: while many calls come in, taking them goes first. */
const batchesMax = 8;

/** Brings what has changed into the search index. */
@Injectable()
export class SearchIndexJob implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly index: SearchIndex,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'search-index', everyMs, leaseMs, run: () => this.run() });
  }

  async run(): Promise<void> {
    for (let batch = 0; batch < batchesMax; batch += 1) {
      if ((await this.index.next()) === 0) return;
    }
  }
}
