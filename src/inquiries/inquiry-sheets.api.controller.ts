import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { toIsoTokyo } from '../calendar/japanese-time.js';
import { isMailReading, readableAnswers, type SheetAnswers } from '../hearing/answers.rules.js';
import { missingAt, nextQuestion } from '../hearing/hearing.rules.js';
import { answersBody, parseSheetJson, type AnswersBody } from '../hearing/sheet.schemas.js';
import type { SheetDefinition } from '../hearing/sheet-definition.schemas.js';
import { Clock } from '../platform/clock.js';
import { DomainError } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { Api } from '../web/api.js';
import { CurrentScope } from '../web/request-context.js';
import { InquiryDetails } from './inquiry-details.queries.js';
import { readableDisclosures } from './visibility.rules.js';
import { InquirySheets } from './inquiry-sheets.service.js';

const id = z.uuid();

/** The hearing sheet of an inquiry over JSON. */
@Controller('api/v1/inquiries')
export class InquirySheetsApi {
  constructor(
    private readonly details: InquiryDetails,
    private readonly sheets: InquirySheets,
    private readonly clock: Clock,
  ) {}

  @Get(':id/sheet')
  @Permit('inquiry.read')
  @Api({ summary: 'ヒアリングシートの回答、足りない項目、次の一問' })
  async one(@CurrentScope() scope: Scope, @Param('id', { schema: id }) inquiryId: string): Promise<object> {
    const row = await this.details.row(scope, inquiryId);
    const { sheet, answers } = await this.sheets.of(row);
    return sheetResource(sheet.version, sheet.definition, readable(scope, sheet.definition, answers));
  }

  @Post(':id/answers')
  @Permit('inquiry.hear')
  @HttpCode(200)
  @Api({ summary: '回答を記録する。変わったものだけが履歴に加わる。', status: 200 })
  async record(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: id }) inquiryId: string,
    @Body({ schema: answersBody }) body: AnswersBody,
  ): Promise<object> {
    const row = await this.details.row(scope, inquiryId);
    const { sheet, answers: current } = await this.sheets.of(row);
    const parsed = parseSheetJson(body, { sheet: sheet.definition, current, now: this.clock.now() });
    if (parsed.faults.length > 0) throw new DomainError('validation_failed', '回答の内容を確認してください。', { faults: parsed.faults });
    const { source, seenSeq } = body;
    await this.sheets.record({ kind: 'staff', scope }, inquiryId, { answers: parsed.answers, source, ...(seenSeq === undefined ? {} : { seenSeq }) });
    const after = await this.sheets.of(await this.details.row(scope, inquiryId));
    return sheetResource(after.sheet.version, after.sheet.definition, readable(scope, after.sheet.definition, after.answers));
  }
}

/** C3: a sheet may hold answers that only the second line reads. */
function readable(scope: Scope, definition: SheetDefinition, answers: SheetAnswers): SheetAnswers {
  return readableAnswers(definition, answers, readableDisclosures(scope).includes('second_line') ? 'second_line' : 'first_line');
}

function sheetResource(version: number, definition: SheetDefinition, answers: SheetAnswers): object {
  const next = nextQuestion(definition, answers);
  return {
    version,
    lastSeq: answers.lastSeq,
    answers: [...answers.current.values()].map((answer) => ({ ...answer, readFromMail: isMailReading(answer), recordedAt: toIsoTokyo(answer.recordedAt) })),
    missing: { reception: missingAt('reception', definition, answers), escalation: missingAt('escalation', definition, answers) },
    next: next.stop ? { stop: true, reason: next.reason } : { stop: false, questionId: next.question.id, group: next.group, label: next.question.label, why: next.why },
  };
}
