import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '../../platform/jobs.js';
import { Exports } from './exports.service.js';

const everyMs = 3_600_000;
const leaseMs = 5 * 60_000;

/** Removes files that were made from lists a day ago. */
@Injectable()
export class SweepExports implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly exports: Exports,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'sweep-exports', everyMs, leaseMs, run: () => this.exports.sweep() });
  }
}
