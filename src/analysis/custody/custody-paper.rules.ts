import { formatDateTime } from '../../calendar/japanese-time.js';
import type { Instant } from '../../platform/clock.js';
import type { Paper } from '../../web/paper/paper.js';
import { typeLabel } from '../content-type.rules.js';
import type { EvidenceItemRow } from '../evidence.entity.js';
import { receivedViaLabels, scanStateLabels } from '../marking.rules.js';
import { custodyLabels } from './custody.rules.js';
import type { CustodyLine } from './custody.service.js';

/** The custody sheet of a file: what it is, and who had it in hand. */
export function custodyPaper(item: EvidenceItemRow, inquiryNumber: string, lines: readonly CustodyLine[], now: Instant): Paper {
  return {
    title: '証跡の受け渡し記録',
    label: 'TLP:AMBER+STRICT',
    reference: item.number,
    at: now,
    landscape: true,
    blocks: [
      {
        kind: 'facts',
        rows: [
          { label: '受付番号', value: inquiryNumber },
          { label: '証跡番号', value: item.number },
          { label: 'ファイル名', value: item.fileName },
          { label: '種類（中身から判定）', value: typeLabel(item.contentType) },
          { label: '大きさ', value: `${item.size.toLocaleString('ja-JP')} バイト` },
          { label: 'SHA-256（受領時）', value: item.sha256 },
          { label: 'SHA-256（申告）', value: item.statedSha256 ?? '申告なし', open: item.statedSha256 === null },
          { label: '受領', value: `${formatDateTime(item.receivedAt)} ${receivedViaLabels[item.receivedVia]}（${item.receivedFrom}）` },
          { label: 'マルウェア検査', value: [scanStateLabels[item.scanState], item.scanDetail ?? ''].filter((part) => part !== '').join('：') },
          { label: '現在', value: item.destroyedAt === null ? '保管中（暗号化）' : `${formatDateTime(item.destroyedAt)} 廃棄済み` },
        ],
      },
      { kind: 'heading', level: 2, text: '受け渡しの記録' },
      {
        kind: 'table',
        columns: [{ label: '日時', share: 2 }, { label: '内容', share: 2 }, { label: '担当者', share: 2 }, { label: '相手・理由・同意', share: 4 }, { label: 'SHA-256', share: 3 }],
        rows: lines.map((line) => [formatDateTime(line.at), custodyLabels[line.type] ?? line.type, line.who ?? 'システム', noteText(line), line.hash]),
      },
      { kind: 'text', small: true, lines: ['SHA-256は、受領のときと読み出すたびに照合しています。この記録は追記のみで、書き換えることはできません。'] },
    ],
  };
}

/** To whom, why, and on what consent. */
export function noteText({ recipient, reason, consentBy, consentAt, secrecyAt }: CustodyLine): string {
  return [
    recipient === null || recipient === '' ? '' : `相手：${recipient}`,
    reason === null || reason === '' ? '' : `理由：${reason}`,
    consentBy === null || consentBy === '' ? '' : `同意：${consentBy}${consentAt === null ? '' : `（${formatDateTime(consentAt)}）`}`,
    secrecyAt === null ? '' : `守秘の約束：${formatDateTime(secrecyAt)}`,
  ].filter((part) => part !== '').join('\n');
}
