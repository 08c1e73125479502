import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MailTransport, type Dispatch } from './mail-transport.js';
import type { SendReport } from './send-outcome.rules.js';

/** The demo's way out: each mail becomes a file that any mail program opens. Never in production. */
export class FolderTransport extends MailTransport {
  readonly available = true;

  constructor(private readonly folder: string) {
    super();
  }

  async send(mail: Dispatch, beforeBody: () => Promise<void>): Promise<SendReport> {
    await beforeBody();
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const file = join(this.folder, `${mail.outboxId}.eml`);
    await writeFile(`${file}.part`, mail.raw, { mode: 0o600, flush: true });
    await rename(`${file}.part`, file);
    return { established: true, bodyOut: true, replyCode: 250, command: 'DATA', detail: 'デモ：ファイルに保存しました。' };
  }
}
