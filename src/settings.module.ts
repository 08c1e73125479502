import { DynamicModule, Global, Module } from '@nestjs/common';
import type { Config } from './config.js';
import { FileStore } from './platform/content/file-store.js';
import { openFileStore } from './platform/content/open-file-store.js';
import { SecretBox } from './platform/secret-box.js';

/** Injection token of the frozen `Config`: `@Inject(CONFIG) private readonly config: Config`. */
export const CONFIG = Symbol('config');

/** Hands the one `Config`, and the key that it names, to every room. */
@Global()
@Module({})
export class SettingsModule {
  static for(config: Config): DynamicModule {
    const provider = { provide: CONFIG, useValue: config };
    const secretBox = { provide: SecretBox, useValue: new SecretBox(config.secretKey) };
    const files = { provide: FileStore, useFactory: () => openFileStore(config.files) };
    const providers = [provider, secretBox, files];
    return { module: SettingsModule, providers, exports: providers };
  }
}
