import { formatDay } from '../../calendar/japanese-time.js';
import type { DrillLine } from './contact-drill.queries.js';
import { drillItemLabels, drillItems, drillQuestions, drillResultLabels, drillResults, troublesOf, type DrillItem, type DrillState } from './contact-drill.rules.js';

/** What the list calls a customer's state. */
export const drillBadges: Readonly<Record<DrillState, { readonly text: string; readonly tone: string }>> = {
  to_change: { text: '登録の変更待ち', tone: 'tone-danger' },
  overdue: { text: '実施してください', tone: 'tone-warn' },
  due_soon: { text: 'まもなく', tone: 'tone-info' },
  later: { text: '実施済み・登録済み', tone: 'tone-neutral' },
};

/** A line of the list as it is printed. */
export function drillLineView(line: DrillLine): object {
  return {
    ...line,
    badge: drillBadges[line.state],
    nextOn: formatDay(line.nextOn),
    troubles: line.last === undefined || line.state !== 'to_change' ? [] : troublesOf(line.last).map((item) => drillItemLabels[item]),
  };
}

/** What the form asks, item by item, beside what is registered. */
export function drillItemsView(registered: Readonly<Record<DrillItem, string>>, contactName: string): readonly object[] {
  return drillItems.map((name) => ({
    name,
    label: drillItemLabels[name],
    question: drillQuestions[name].replace('○○', contactName),
    registered: registered[name],
    options: drillResults.map((value) => ({ value, label: drillResultLabels[name][value] })),
  }));
}
