import { MonthlyFiguresRow, PublishedReportRow } from './figures.entity.js';

export const reportsEntities = [MonthlyFiguresRow, PublishedReportRow];
