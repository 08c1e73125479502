import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Scope } from '../platform/scope.js';
import { FreshSignIn, Permit } from '../web/access.js';
import { actOnForm } from '../web/form-page.js';
import { emptyForm, rawForm, type FormState, type RawForm } from '../web/forms.js';
import { seeOtherSaying } from '../web/redirect.js';
import { CurrentScope } from '../web/request-context.js';
import { ExpectedVersion } from '../web/versions.js';
import { Views } from '../web/views.js';
import { ProviderChoices } from './provider-choices.service.js';
import { StaffChanges } from './staff-changes.service.js';
import { StaffQueries } from './staff.queries.js';
import { changedStaffForm, staffId } from './staff.schemas.js';
import { grantableRoles, staffView } from './staff.view.js';

const labels = { displayName: '氏名', roles: '役割', supportDeskIds: '受付窓口', providerId: '指定の専門業者' };

/** One person of the desk: his roles, desk and account. */
@Controller('staff')
export class StaffMemberController {
  constructor(
    private readonly queries: StaffQueries,
    private readonly changes: StaffChanges,
    private readonly choices: ProviderChoices,
    private readonly views: Views,
  ) {}

  @Get(':id')
  @Permit('staff.read')
  async show(@CurrentScope() scope: Scope, @Param('id', { schema: staffId }) id: string): Promise<string> {
    return this.#page(scope, id, undefined);
  }

  @Post(':id')
  @Permit('staff.edit')
  @FreshSignIn('スタッフの氏名・役割・所属の変更')
  async change(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: staffId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await actOnForm(raw, changedStaffForm, (form) => this.#page(scope, id, form), (values) => this.changes.change(scope, id, version, values));
    return seeOtherSaying(reply, `/staff/${id}`, '変更しました。新しい役割は、次の操作から有効です。');
  }

  async #page(scope: Scope, id: string, refused: FormState | undefined): Promise<string> {
    const entry = await this.queries.byId(scope, id);
    const person = staffView(scope, entry);
    const { displayName, roles, providerId, supportDesks } = entry;
    const form = refused ?? emptyForm({ displayName, roles, supportDeskIds: supportDesks.map((desk) => desk.id), providerId: providerId ?? '' });
    const desks = await this.queries.manageableDesks(scope);
    return this.views.page('staff/member', { title: person.name, person, form, labels, roles: grantableRoles(scope), desks, providers: await this.choices.of(scope) });
  }
}
