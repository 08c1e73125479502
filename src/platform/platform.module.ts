import { DynamicModule, Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Blobs } from './blobs.js';
import { ChangeSignal } from './changes/change-signal.service.js';
import { Clock } from './clock.js';
import { Contents } from './content/contents.service.js';
import { DataKeys } from './content/data-keys.service.js';
import { SweepContents, SweepContentsJob } from './content/sweep-contents.job.js';
import { Counters } from './counters.js';
import { openWriter, readerOptions, type DatabaseTarget, type Schema } from './data-sources.js';
import { Db } from './db.js';
import { Events } from './events.js';
import { Jobs } from './jobs.js';

const WRITER = Symbol('the only connection that may write');

/** The writing connection is opened before the reading one: on SQLite only it can make the file. */
@Module({})
class WriterModule {
  static open(target: DatabaseTarget, schema: Schema): DynamicModule {
    const writer = { provide: WRITER, useFactory: () => openWriter(target, schema) };
    return { module: WriterModule, providers: [writer], exports: [writer] };
  }
}

@Injectable()
class CloseDb implements OnApplicationShutdown {
  constructor(@Inject(WRITER) private readonly writer: DataSource) {}

  async onApplicationShutdown(): Promise<void> {
    if (this.writer.isInitialized) await this.writer.destroy();
  }
}

/** Database, record, counters, blobs, jobs and the clock, for every room. */
@Global()
@Module({})
export class PlatformModule {
  static for(target: DatabaseTarget, schema: Schema, clock: Clock): DynamicModule {
    const writerModule = WriterModule.open(target, schema);
    const reader = TypeOrmModule.forRootAsync({
      imports: [writerModule],
      inject: [WRITER],
      useFactory: () => ({ ...readerOptions(target, schema), retryAttempts: 0 }),
    });
    const db = {
      provide: Db,
      inject: [WRITER, getDataSourceToken()],
      useFactory: (writing: DataSource, reading: DataSource) => new Db(writing, reading),
    };
    const changes = { provide: ChangeSignal, inject: [Db], useFactory: (opened: Db) => new ChangeSignal(opened, target) };
    const providers = [db, changes, { provide: Clock, useValue: clock }, Events, Counters, Blobs, DataKeys, Contents, SweepContents, SweepContentsJob, Jobs];
    return { module: PlatformModule, imports: [writerModule, reader], providers: [...providers, CloseDb], exports: providers };
  }
}
