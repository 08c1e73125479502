import { ExportJobRow, ExportPartRow } from './exports/export.entity.js';
import { MonthlyFiguresRow, PublishedReportRow } from './figures.entity.js';
import { QuestionUseRow } from './question-use/question-use.entity.js';

export const reportsEntities = [ExportJobRow, ExportPartRow, MonthlyFiguresRow, PublishedReportRow, QuestionUseRow];
