import { z } from 'zod';
import type { ActTools } from '../../inquiries/acts/act-tools.service.js';
import { defineAct, type Act, type ActRequest } from '../../inquiries/acts/act.js';
import type { InquiryRow } from '../../inquiries/inquiry.entity.js';
import { flag, words } from '../../inquiries/acts/act.schemas.js';
import { DomainError } from '../../platform/errors.js';
import { newId } from '../../platform/ids.js';
import { insert, update } from '../../platform/write.js';
import { leakIndex, restrictedPlaces } from '../disclosure.rules.js';
import { ConfigurationDetailRow, DisclosureReleaseRow } from '../findings.entity.js';
import { answersInNotice } from '../notice-facts.rules.js';
import { PortalNoteRow, PortalNoticeCheckRow } from '../portal.entity.js';
import { record, type AnalysisTools } from './analysis-tools.js';

/** C3: what the customer was notified of is checked first and quoted; what the sheet lacks of it is copied there where that is wished. */
const savePortalNotice = defineAct({
  name: 'save-portal-notice',
  label: 'お客様への通知内容の確認を記録する',
  done: async ({ heard }) => `お客様への通知内容を、確認済みとして記録しました。${saidOfSheet(await heard())}`,
  permission: 'analysis.write',
  rule: 'record_analysis',
  body: z.strictObject({ quote: words(20_000), toSheet: flag }),
  run: (tools, request) => tools.db.tx(() => quoteNotice(tools, request)),
});

function saidOfSheet(copied: readonly string[]): string {
  return copied.length === 0 ? 'シートに写した項目はありません。' : `シートの${copied.length}項目（${copied.join('、')}）に写しました。`;
}

async function quoteNotice(tools: ActTools, request: ActRequest<{ readonly quote: string; readonly toSheet: boolean }>): Promise<InquiryRow> {
  const row = await record(tools, request, async (tx, before, now) => {
    await update(tx, PortalNoticeCheckRow, { inquiryId: before.id, isCurrent: true }, { isCurrent: false });
    const recordId = newId();
    const { quote } = request.body;
    await insert(tx, PortalNoticeCheckRow, { id: recordId, inquiryId: before.id, quote, checkedAt: now, checkedBy: request.scope.staffId, isCurrent: true });
    return { record: 'portal_notice', recordId };
  });
  if (!request.body.toSheet) return row;
  const { sheet, answers } = await tools.sheets.of(row);
  const found = answersInNotice(request.body.quote, { definition: sheet.definition, answers }, tools.clock.now());
  return (await tools.sheets.record({ kind: 'staff', scope: request.scope }, row.id, { answers: found, source: 'portal' })).row;
}

/** C3: 「詳細情報（利用者には非公開）」. */
const addPortalNote = defineAct({
  name: 'add-portal-note',
  label: '管理画面の詳細情報を記録する（利用者非公開）',
  done: '管理画面の詳細情報を記録しました。お客様と一次受付窓口には表示されません。',
  permission: 'analysis.write',
  rule: 'record_analysis',
  body: z.strictObject({ text: words(50_000) }),
  run: (tools, request) =>
    record(tools, request, async (tx, row, now) => {
      const recordId = newId();
      await insert(tx, PortalNoteRow, { id: recordId, inquiryId: row.id, body: request.body.text, writtenAt: now, writtenBy: request.scope.staffId });
      return { record: 'portal_note', recordId };
    }),
});

/** C2: 構成管理情報の詳細, as the customer gave it. */
const addConfiguration = defineAct({
  name: 'add-configuration',
  label: '構成管理情報の詳細を記録する',
  done: '構成管理情報の詳細を記録しました。',
  permission: 'analysis.write',
  rule: 'record_analysis',
  body: z.strictObject({ text: words(20_000) }),
  run: (tools, request) =>
    record(tools, request, async (tx, row, now) => {
      const recordId = newId();
      await insert(tx, ConfigurationDetailRow, { id: recordId, inquiryId: row.id, body: request.body.text, recordedAt: now, recordedBy: request.scope.staffId });
      return { record: 'configuration', recordId };
    }),
});

/** C3 開示承認: one exact value, by the lead, with a reason on the record. */
function releaseValue({ materials }: AnalysisTools): Act {
  return defineAct({
    name: 'release-value',
    label: '値の開示を承認する',
    done: 'この値をお客様に開示できるようになりました。',
    permission: 'analysis.release',
    rule: 'release_value',
    body: z.strictObject({ value: words(500), reason: words(2000) }),
    run: (tools, request) =>
      tools.inquiries.perform({ kind: 'staff', scope: request.scope }, { id: request.id, version: request.version }, async (tx, row, now) => {
        const { value, reason } = request.body;
        const restricted = await materials.restricted(row.id);
        if (restrictedPlaces(value, leakIndex({ restricted, released: [], visible: [] }, 'customer')).length === 0) throw notRestricted();
        const reasonTextId = await tools.text(tx, request, { kind: 'reason', disclosure: 'second_line', body: reason }, now);
        const releaseId = newId();
        await insert(tx, DisclosureReleaseRow, { id: releaseId, inquiryId: row.id, value, reasonTextId, releasedAt: now, releasedBy: request.scope.staffId });
        return { command: { act: 'release_value', releaseId, reasonTextId, occurredAt: now } };
      }),
  });
}

function notRestricted(): DomainError {
  return new DomainError('validation_failed', 'この値は利用者非公開の内容に含まれていないため、開示承認は必要ありません。', {
    faults: [{ field: 'value', message: '利用者非公開の内容にある値を、そのまま入力してください。' }],
  });
}

/** The acts on what the portal shows. */
export function portalActs(own: AnalysisTools): readonly Act[] {
  return [savePortalNotice, addPortalNote, addConfiguration, releaseValue(own)];
}
