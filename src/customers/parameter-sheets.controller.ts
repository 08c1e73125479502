import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { DomainError } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { Confirmations } from '../web/confirmations.service.js';
import { emptyForm, type FormState } from '../web/forms.js';
import { IdempotentOncePrepared, type PreparedAct } from '../web/idempotent.js';
import { seeOtherSaying } from '../web/redirect.js';
import { RefusedPage } from '../web/refused-page.js';
import { CurrentScope, CurrentSession, type Session } from '../web/request-context.js';
import { AcceptUploads, uploadedFile } from '../web/uploads.js';
import { Views } from '../web/views.js';
import { importLinesQuery, importTarget, rowId } from './customers.schemas.js';
import { importLineView, runView } from './customers.view.js';
import { FormChoices } from './form-choices.service.js';
import type { ImportTarget } from './import-targets.service.js';
import { ImportRunQueries } from './import-run.queries.js';
import { isOwner } from './owner-only.js';
import { sheetColumns } from './parameter-sheet-columns.rules.js';
import { ParameterSheets, type ImportReport } from './parameter-sheets.service.js';

const sheetUpload = importTarget.extend({ file: uploadedFile });

/** Pages that take parameter sheets and say line by line what became of them. */
@Controller('customers')
@Permit('customer.import')
export class ParameterSheetsController {
  constructor(
    private readonly sheets: ParameterSheets,
    private readonly runs: ImportRunQueries,
    private readonly choices: FormChoices,
    private readonly confirmations: Confirmations,
    private readonly views: Views,
  ) {}

  @Get('import')
  async form(@CurrentScope() scope: Scope): Promise<string> {
    return this.#page(scope, emptyForm(), undefined);
  }

  @Post('import')
  @AcceptUploads()
  @IdempotentOncePrepared()
  async import(
    @CurrentSession() session: Session,
    @Body({ schema: sheetUpload }) body: z.infer<typeof sheetUpload>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PreparedAct<string>> {
    const { file, ...target } = body;
    const { scope } = session;
    const planned = await this.#orShowAgain(scope, target, () => this.sheets.plan(scope, { name: file.fileName, bytes: Buffer.from(file.bytes) }, target, this.confirmations.isFresh(session)));
    return async () => {
      const report = await this.#orShowAgain(scope, target, () => this.sheets.take(planned));
      return seeOtherSaying(reply, `/customers/imports/${report.runId}${report.refused > 0 ? '?outcome=refused' : ''}`, summary(report));
    };
  }

  /** The headers alone, as a CSV that Excel opens without mojibake. */
  @Get('import/template.csv')
  template(@Res({ passthrough: true }) reply: FastifyReply): string {
    void reply.type('text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="parameter-sheet.csv"');
    return `\uFEFF${sheetColumns.map(({ header }) => header).join(',')}\r\n`;
  }

  @Get('imports/:runId')
  async report(
    @CurrentScope() scope: Scope,
    @Param('runId', { schema: rowId }) runId: string,
    @Query({ schema: importLinesQuery }) { outcome, after }: z.infer<typeof importLinesQuery>,
  ): Promise<string> {
    const run = await this.runs.byId(scope, runId);
    const lines = await this.runs.lines(runId, outcome, after);
    const next = lines.length === this.runs.linesPerPage ? lines.at(-1)?.lineNumber : undefined;
    return this.views.page('customers/import-run', { title: '取込の結果', run: runView(run), outcome, lines: lines.map((line) => importLineView(line)), next });
  }

  async #orShowAgain<T>(scope: Scope, target: ImportTarget, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      throw new RefusedPage(error, await this.#page(scope, emptyForm({ ...target }), error.message));
    }
  }

  async #page(scope: Scope, form: FormState, refusal: string | undefined): Promise<string> {
    const owner = isOwner(scope);
    return this.views.page('customers/import', {
      title: 'パラメーターシートの取込',
      form,
      refusal,
      isOwner: owner,
      columns: sheetColumns,
      partners: owner ? await this.choices.partnerCodes() : [],
      desks: owner ? await this.choices.deskCodes(scope) : [],
      runs: (await this.runs.latest(scope)).map((run) => runView(run)),
    });
  }
}

function summary({ taken, requested, unchanged, refused }: ImportReport): string {
  const parts = [`取込 ${taken}件`, `承認待ち ${requested}件`, `変更なし ${unchanged}件`, `取込不可 ${refused}件`];
  return `取込が終わりました。${parts.join('、')}`;
}
