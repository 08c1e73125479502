import { ExportJobRow, ExportPartRow } from './exports/export.entity.js';
import { MonthlyFiguresRow, PublishedReportRow } from './figures.entity.js';

export const reportsEntities = [ExportJobRow, ExportPartRow, MonthlyFiguresRow, PublishedReportRow];
