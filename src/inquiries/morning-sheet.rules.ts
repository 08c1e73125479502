import { formatDate, formatDateTime } from '../calendar/japanese-time.js';
import { formatPhone } from '../customers/phone-number.rules.js';
import { blankSheetBlocks } from '../hearing/sheet-paper.rules.js';
import type { SheetDefinition } from '../hearing/sheet-definition.schemas.js';
import type { Instant } from '../platform/clock.js';
import type { Paper, PaperBlock } from '../web/paper/paper.js';
import type { PromisedCall } from './appointments/appointment.queries.js';
import type { MorningRow } from './morning-sheet.queries.js';
import { appointmentKindLabels, channelLabels, verificationLabels } from './rulebook/status.js';

/** Everything the morning sheet is printed from. */
export interface MorningFacts {
  readonly deskNames: readonly string[];
  readonly arrived: readonly MorningRow[];
  readonly callBacks: readonly MorningRow[];
  /** What is promised for today, the soonest first. */
  readonly promised: readonly PromisedCall[];
  readonly sheet: SheetDefinition;
  readonly at: Instant;
}

/** Calls that can be written down on one sheet. */
const blankCalls = 2;

const columns = [
  { label: '危険度', share: 9 }, { label: '受付番号・照合', share: 21 }, { label: '利用者・ご連絡者', share: 24 }, { label: '内容', share: 26 }, { label: '受信／目標期限', share: 20 }, { label: '対応した時刻・印', share: 16 },
] as const;

const promisedColumns = [
  { label: '約束の日時', share: 26 }, { label: '約束', share: 18 }, { label: '利用者・ご連絡者', share: 30 }, { label: '受付番号', share: 18 }, { label: '結果・印', share: 18 },
] as const;

/** H10: reception on paper, so that the desk works on when nothing else does. True times are entered later. */
export function morningSheet(facts: MorningFacts): Paper {
  return {
    title: `受付用紙 ${formatDate(facts.at)}`,
    label: '【関係者限り】',
    reference: facts.deskNames.join('、'),
    at: facts.at,
    blocks: [
      { kind: 'heading', level: 1, text: `受付用紙 ${formatDate(facts.at)}` },
      { kind: 'text', small: true, lines: [`${formatDateTime(facts.at)}現在。システムが使えないときは、この用紙に実際の時刻を書き、復旧後にその時刻で登録してください。`] },
      { kind: 'heading', level: 2, text: `夜間と今朝に届いたもの（${facts.arrived.length}件）` },
      listOf(facts.arrived, '未受付のものはありません。'),
      { kind: 'heading', level: 2, text: `折り返し・回答が必要なもの（${facts.callBacks.length}件）` },
      listOf(facts.callBacks, '折り返しが必要なものはありません。'),
      { kind: 'heading', level: 2, text: `今日の約束（${facts.promised.length}件）` },
      promisedOf(facts.promised),
      ...Array.from({ length: blankCalls }, (_, index) => blankCall(facts.sheet, index + 1)).flat(),
    ],
  };
}

function listOf(rows: readonly MorningRow[], none: string): PaperBlock {
  if (rows.length === 0) return { kind: 'text', lines: [none] };
  return { kind: 'table', columns, rows: rows.map(rowOf), rowLines: 2 };
}

function promisedOf(promised: readonly PromisedCall[]): PaperBlock {
  if (promised.length === 0) return { kind: 'text', lines: ['約束した折り返しや会議はありません。'] };
  const rows = promised.map((call) => [formatDateTime(call.startsAt), appointmentKindLabels[call.kind], `${call.customerName ?? '利用者は未確認'}\n${call.callerName}`, call.number, '']);
  return { kind: 'table', columns: promisedColumns, rows, rowLines: 2 };
}

function rowOf(row: MorningRow): readonly string[] {
  const phone = row.callbackPhone === null ? '' : `\n折返し ${formatPhone(row.callbackPhone)}`;
  return [
    dangerOf(row),
    `${row.number}\n相互確認コード\n${row.mutualCode}`,
    `${row.customerName ?? '利用者は未確認'}\n${row.callerName}${phone}`,
    `${row.headline}\n${channelLabels[row.channel]}・${verificationLabels[row.verification]}`,
    `${formatDateTime(row.receivedAt)}\n${formatDateTime(row.dueAt)}まで`,
    '',
  ];
}

function dangerOf({ fastTrack, grave }: MorningRow): string {
  if (fastTrack) return '緊急';
  return grave ? '高' : '通常';
}

function blankCall(sheet: SheetDefinition, index: number): readonly PaperBlock[] {
  return [
    { kind: 'new_page' },
    { kind: 'heading', level: 2, text: `受付票 ${index}` },
    {
      kind: 'blanks',
      rows: [
        { label: '実際の着信時刻', lines: 1, choices: '　　　月　　　日　　　時　　　分' },
        { label: '受付者', lines: 1 },
        { label: '手段', lines: 1, choices: '□ 電話　□ メール（紙で受けたもの）　□ 時間外入電' },
        { label: '利用者（法人名）', lines: 1 },
        { label: '契約番号・機器番号', lines: 1 },
        { label: '本人確認', lines: 1, choices: '□ 登録番号へ折返し　□ 登録情報と照合　□ 未確認（内容はお答えしない）' },
      ],
    },
    ...blankSheetBlocks(sheet),
    { kind: 'blanks', rows: [{ label: 'お伝えしたこと', lines: 3 }, { label: '回答した時刻', lines: 1, choices: '　　　時　　　分　　□ 最初のご回答　□ 折り返しを約束（　　時　　分）' }] },
  ];
}
