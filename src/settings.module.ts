import { DynamicModule, Global, Module } from '@nestjs/common';
import type { Config } from './config.js';

/** Injection token of the frozen `Config`: `@Inject(CONFIG) private readonly config: Config`. */
export const CONFIG = Symbol('config');

/** Hands the one `Config` to every room. */
@Global()
@Module({})
export class SettingsModule {
  static for(config: Config): DynamicModule {
    const provider = { provide: CONFIG, useValue: config };
    return { module: SettingsModule, providers: [provider], exports: [provider] };
  }
}
