import type { z } from 'zod';
import { currentAnswers, type Answer } from './answers.rules.js';
import type { HearingSheet } from './hearing-sheets.service.js';
import type { previewQuery } from './hearing-sheets.schemas.js';
import { inquiryKinds } from './sheet-definition.schemas.js';
import { sheetView, type SheetView } from './sheet.view.js';

/** What `templates/pages/hearing/preview.eta` prints: the sheet as it will be heard, for a kind of inquiry and of threat. */
export interface PreviewView {
  readonly sheet: SheetView;
  readonly version: number;
  readonly publishedAt: number | null;
  readonly kinds: readonly Option[];
  readonly threats: readonly Option[];
  readonly readers: readonly Option[];
}

interface Option {
  readonly value: string;
  readonly label: string;
  readonly selected: boolean;
}

/** The preview of a sheet, published or not. */
export function previewView({ version, definition, publishedAt }: HearingSheet, query: z.infer<typeof previewQuery>): PreviewView {
  const labels = new Map(definition.sections.flatMap((section) => section.questions.flatMap((question) => (question.choices ?? []).map((choice) => [`${question.id}.${choice.value}`, choice.label] as const))));
  const threat = definition.threatKinds.find((kind) => kind.id === query.threat)?.id;
  const answers = currentAnswers([...(query.kind === undefined ? [] : [given('inquiry_kinds', [query.kind], 1)]), ...(threat === undefined ? [] : [given('threat_kind', threat, 2)])]);
  return {
    sheet: sheetView(definition, answers, { version, saveUrl: '', reader: query.reader, source: 'customer_phone', mode: 'preview' }),
    version,
    publishedAt,
    kinds: inquiryKinds.map((value) => ({ value, label: labels.get(`inquiry_kinds.${value}`) ?? value, selected: value === query.kind })),
    threats: definition.threatKinds.map(({ id, label }) => ({ value: id, label, selected: id === threat })),
    readers: [
      { value: 'first_line', label: '一次受付窓口', selected: query.reader === 'first_line' },
      { value: 'second_line', label: '二次受付窓口', selected: query.reader === 'second_line' },
    ],
  };
}

function given(questionId: string, value: string | readonly string[], seq: number): Answer {
  return { questionId, group: 0, state: 'value', value, originalText: null, source: 'analyst', recordedAt: 0, recordedBy: '', sheetVersion: 0, reason: null, seq };
}
