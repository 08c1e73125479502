import { Body, Controller, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Config } from '../../config.js';
import type { Scope } from '../../platform/scope.js';
import { CONFIG } from '../../settings.module.js';
import { FreshSignIn, Permit } from '../../web/access.js';
import { actOnForm } from '../../web/form-page.js';
import { emptyForm, rawForm, type FormState, type RawForm } from '../../web/forms.js';
import { Idempotent } from '../../web/idempotent.js';
import { seeOtherSaying } from '../../web/redirect.js';
import { CurrentScope } from '../../web/request-context.js';
import { ExpectedVersion } from '../../web/versions.js';
import { Views } from '../../web/views.js';
import { MailboxOffice } from './mailbox-office.service.js';
import type { StoredMailbox } from './mailbox-registry.service.js';
import { mailboxDefinition, mailboxForm, mailboxName } from './mailboxes.schemas.js';

const useForm = z.strictObject({ use: z.enum(['yes', 'no']) });
const noFields = z.preprocess((body) => body ?? {}, z.strictObject({}));
const labels = { name: '名前', host: 'IMAPサーバー', port: 'ポート', tls: '暗号化', user: '利用者名', folder: 'フォルダー', moveTo: '取り込んだあとのフォルダー', addresses: '窓口のメールアドレス', pollSeconds: '確認の間隔', password: 'パスワード', tokenUrl: 'トークンのアドレス', clientId: 'クライアントID' };

/** Pages on which the service owner sets up the mailboxes that the desk fetches. */
@Controller('mail/mailboxes')
@Permit('mailbox.edit')
export class MailboxesController {
  constructor(
    private readonly office: MailboxOffice,
    private readonly views: Views,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async list(): Promise<string> {
    const rows = (await this.office.all()).map((row) => ({ ...viewOf(row), inUse: Boolean(row.inUse) }));
    const ofFile = this.config.mailboxes.map(({ name, user, host, folder }) => ({ name, user, host, folder }));
    return this.views.page('mail/mailboxes', { title: 'メールボックス', rows, ofFile });
  }

  @Get('new')
  async new(): Promise<string> {
    return this.#newPage(undefined);
  }

  @Post()
  @FreshSignIn('メールボックスの追加')
  @Idempotent()
  @HttpCode(200)
  async add(@CurrentScope() scope: Scope, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const name = await actOnForm(raw, mailboxForm, (form) => this.#newPage(form), (form) => this.office.add(scope, form));
    return seeOtherSaying(reply, `/mail/mailboxes/${name}`, 'メールボックスを登録しました。まもなく取り込みを始めます。');
  }

  @Get(':name')
  async edit(@Param('name', { schema: mailboxName }) name: string): Promise<string> {
    return this.#editPage(name, undefined);
  }

  @Post(':name')
  @FreshSignIn('メールボックスの設定の変更')
  @HttpCode(200)
  async change(@CurrentScope() scope: Scope, @Param('name', { schema: mailboxName }) name: string, @ExpectedVersion() version: number, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await actOnForm(raw, mailboxForm, (form) => this.#editPage(name, form), (form) => this.office.change(scope, name, version, form));
    return seeOtherSaying(reply, `/mail/mailboxes/${name}`, '変更を保存しました。まもなく新しい設定で取り込みます。');
  }

  @Post(':name/use')
  @FreshSignIn('メールボックスの使用の開始・停止')
  @HttpCode(200)
  async use(@CurrentScope() scope: Scope, @Param('name', { schema: mailboxName }) name: string, @ExpectedVersion() version: number, @Body({ schema: useForm }) { use }: z.infer<typeof useForm>, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.office.use(scope, name, version, use === 'yes');
    return seeOtherSaying(reply, '/mail/mailboxes', use === 'yes' ? `${name}の取り込みを始めます。` : `${name}の取り込みをやめました。取り込んだメールはそのまま残ります。`);
  }

  @Post(':name/attempt')
  @HttpCode(200)
  async attempt(@Param('name', { schema: mailboxName }) name: string, @Body({ schema: noFields }) _body: object, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { works, says } = await this.office.attempt(name);
    return seeOtherSaying(reply, `/mail/mailboxes/${name}`, works ? `接続できました。${says}` : `接続できませんでした。${says}`);
  }

  async #newPage(refused: FormState | undefined): Promise<string> {
    const form = refused ?? emptyForm({ port: '993', tls: 'implicit', folder: 'INBOX', pollSeconds: '60', login: 'password' });
    return this.views.page('mail/mailbox', { title: 'メールボックスの登録', labels, form, mailbox: undefined });
  }

  async #editPage(name: string, refused: FormState | undefined): Promise<string> {
    const row = await this.office.byName(name);
    const mailbox = { ...viewOf(row), inUse: Boolean(row.inUse), version: row.version, hasPassword: row.password !== null, hasClientSecret: row.clientSecret !== null, hasRefreshToken: row.refreshToken !== null };
    return this.views.page('mail/mailbox', { title: `メールボックス ${name}`, labels, form: refused ?? emptyForm({ ...viewOf(row) }), mailbox });
  }
}

/** The settings as the form shows them; secrets are never shown. */
function viewOf({ definition }: StoredMailbox): Readonly<Record<string, string>> {
  const { name, host, port, tls, user, folder, moveTo = '', addresses, pollSeconds, oauth2 } = mailboxDefinition.parse(JSON.parse(definition));
  const login = oauth2 === undefined ? { login: 'password' } : { login: 'oauth2', tokenUrl: oauth2.tokenUrl, clientId: oauth2.clientId, scope: oauth2.scope ?? '' };
  return { name, host, port: String(port), tls, user, folder, moveTo, addresses: addresses.join('\n'), pollSeconds: String(pollSeconds), ...login };
}
