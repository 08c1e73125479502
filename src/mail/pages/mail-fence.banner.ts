import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Banners } from '../../web/banners.js';
import { MailFence } from '../outbox/mail-fence.service.js';

const lookEveryMs = 30_000;

/** Says above every page that this copy sends no mail. */
@Injectable()
export class MailFenceBanner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly fence: MailFence,
    private readonly banners: Banners,
  ) {}

  /** A fence is raised while no desk runs on the database, and lifted by any process. */
  async onApplicationBootstrap(): Promise<void> {
    await this.show();
    this.#timer = setInterval(() => void this.show().catch((error: unknown) => error), lookEveryMs).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  async show(): Promise<void> {
    const standing = (await this.fence.raisedAt()) !== undefined;
    const text = 'バックアップから復元したため、メールの送信を止めています。サービス主管が送信を再開するまで、メールは送信されません。';
    const link = { path: '/mail/status', label: 'メールの状況を確認する', permission: 'mail.status' } as const;
    this.banners.show('mail-fence', standing ? [{ text, permission: 'mail.outbox', link }] : []);
  }
}
