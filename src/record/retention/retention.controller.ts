import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { formatDate, toIsoTokyo } from '../../calendar/japanese-time.js';
import { Clock } from '../../platform/clock.js';
import type { Scope } from '../../platform/scope.js';
import { FreshSignIn, Permit } from '../../web/access.js';
import { Api } from '../../web/api.js';
import { actOnForm } from '../../web/form-page.js';
import { emptyForm, rawForm, type FormState, type RawForm } from '../../web/forms.js';
import { Idempotent } from '../../web/idempotent.js';
import { Navigation } from '../../web/navigation.js';
import { seeOtherSaying } from '../../web/redirect.js';
import { CurrentScope } from '../../web/request-context.js';
import { Views } from '../../web/views.js';
import { retentionClass, retentionDayMs, retentionNames, type RetentionName } from './retention-classes.js';
import { changesOf, confirmationOf, type WantedDays } from './retention-changes.rules.js';
import { RetentionChanges } from './retention-changes.service.js';
import { Retention } from './retention.service.js';

const daysSchema = z.coerce.number({ error: '日数を入力してください。' }).int().min(1).max(36_500);
const days = Object.fromEntries(retentionNames.map((name) => [name, daysSchema])) as Record<RetentionName, typeof daysSchema>;
const reason = z.string().trim().max(500, '変更の理由は500文字までにしてください。').default('');
/** `confirmed` says which shorter days somebody has seen the effect of. */
const changesForm = z.strictObject({ ...days, reason, confirmed: z.string().max(500).default('') });
const lookAhead = 1_000;
const aheadDays = 30;

const retentionSchema = z.object({
  classes: z.array(z.object({ name: z.enum(retentionNames), days: z.int(), isDefault: z.boolean(), due: z.int(), dueWithin30Days: z.int(), held: z.array(z.object({ id: z.string(), ground: z.string(), until: z.string().nullable() })) })),
  changes: z.array(z.object({ name: z.enum(retentionNames), daysBefore: z.int(), days: z.int(), reason: z.string(), changedAt: z.string(), changedBy: z.string() })),
});

/** How long what is kept, what is due when, and what a hold keeps beyond. */
@Controller()
@Permit('retention.read')
export class RetentionController {
  constructor(
    private readonly clock: Clock,
    private readonly retention: Retention,
    private readonly changes: RetentionChanges,
    private readonly views: Views,
  ) {}

  @Get('retention')
  @Navigation({ label: '保存期間', order: 63 })
  async page(): Promise<string> {
    const kept = await this.retention.kept();
    return this.#page(emptyForm(Object.fromEntries(kept.map(({ name, days }) => [name, days]))));
  }

  @Post('retention')
  @Permit('retention.edit')
  @FreshSignIn('保存期間の変更')
  @Idempotent()
  async change(@CurrentScope() scope: Scope, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await actOnForm(raw, changesForm, (form) => this.#page(form), ({ reason: why, confirmed, ...wanted }) => this.changes.change(scope, wanted, { reason: why, confirmed }));
    return seeOtherSaying(reply, '/retention', '保存期間を変更しました。');
  }

  @Get('api/v1/retention')
  @Api({ summary: '保存期間と、期限の来たもの・保全で残しているもの・変更の履歴', response: retentionSchema })
  async list(): Promise<z.infer<typeof retentionSchema>> {
    const [classes, past] = [await this.#classes(), await this.changes.past()];
    return {
      classes: classes.map(({ name, days, isDefault, due, soon, held }) => ({ name, days, isDefault, due: due.length, dueWithin30Days: soon, held: held.map(({ id, ground, until }) => ({ id, ground, until })) })),
      changes: past.map(({ changedAt, changedByName, ...change }) => ({ ...change, changedAt: toIsoTokyo(changedAt), changedBy: changedByName })),
    };
  }

  async #classes() {
    const now = this.clock.now();
    const classes = [];
    for (const kept of await this.retention.kept()) {
      const { going: due, held } = await this.retention.due(kept.name, now, lookAhead);
      const soon = (await this.retention.due(kept.name, now + aheadDays * retentionDayMs, lookAhead)).going.length - due.length;
      const { label, from, ground, days: standard, fewest } = retentionClass(kept.name);
      classes.push({ ...kept, label, from, ground, standard, fewest, due, soon, held });
    }
    return classes;
  }

  async #page(form: FormState): Promise<string> {
    const classes = (await this.#classes()).map((each) => ({ ...each, due: each.due.length, oldest: each.due[0] === undefined ? undefined : formatDate(each.due[0].since) }));
    const asked = form.faults.filter(({ field }) => field === 'confirmed').map(({ message }) => message);
    const wanted = Object.fromEntries(retentionNames.map((name) => [name, Number(form.values[name])])) as WantedDays;
    const past = (await this.changes.past()).map((change) => ({ ...change, label: retentionClass(change.name).label }));
    return this.views.page('record/retention', { title: '保存期間', width: 'wide', form, classes, most: lookAhead, asked, confirmation: confirmationOf(changesOf(classes, wanted)), past });
  }
}
