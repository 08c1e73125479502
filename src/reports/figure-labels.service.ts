import { Injectable } from '@nestjs/common';
import { dispositionLabels } from '../analysis/marking.rules.js';
import { stageLabels } from '../analysis/attack-progress.rules.js';
import { HearingSheets } from '../hearing/hearing-sheets.service.js';
import { channelLabels, declineReasonLabels, shownStatusLabels, statusLabels } from '../inquiries/rulebook/status.js';

/** What the labels of counts are called, by the figure they belong to. */
export type LabelOf = (label: string) => string;

export interface FigureLabels {
  readonly channel: LabelOf;
  readonly kind: LabelOf;
  readonly declined: LabelOf;
  readonly status: LabelOf;
  readonly missed: LabelOf;
  readonly threat: LabelOf;
  readonly category: LabelOf;
  readonly stage: LabelOf;
  readonly disposition: LabelOf;
  readonly question: LabelOf;
}

/** Names for what was counted; kinds, threats and questions are called what the sheet in force calls them. */
@Injectable()
export class FigureNames {
  constructor(private readonly sheets: HearingSheets) {}

  async labels(): Promise<FigureLabels> {
    const { definition } = await this.sheets.published();
    const questions = definition.sections.flatMap((section) => section.questions);
    const kinds = questions.find(({ id }) => id === 'inquiry_kinds')?.choices ?? [];
    return {
      channel: named(channelLabels),
      kind: named(Object.fromEntries(kinds.map(({ value, label }) => [value, label]))),
      declined: named({ ...declineReasonLabels, other: 'その他' }),
      status: named(shownStatusLabels),
      missed: named({ ...Object.fromEntries(Object.entries(statusLabels).map(([status, label]) => [status, `期限の時点で${label}`])), attempted: '期限内に架電（不在）', recordedLater: '期限内の回答を期限後に記録（超過に数えない）', unknown: '状態の記録なし' }),
      threat: named(Object.fromEntries(definition.threatKinds.map(({ id, label }) => [id, label]))),
      category: named(Object.fromEntries(definition.threatCategories.map(({ id, label }) => [id, label]))),
      stage: named(stageLabels),
      disposition: named(dispositionLabels),
      question: named(Object.fromEntries(questions.map(({ id, code, label }) => [id, `${code} ${label}`]))),
    };
  }
}

/** What an older sheet called something is shown by its id rather than left out. */
function named(names: Readonly<Record<string, string>>): LabelOf {
  return (label) => names[label] ?? label;
}
