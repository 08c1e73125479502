import { parseDate, weekdayOf } from '../../calendar/civil-day.rules.js';
import { act, answeredByPhone, call, closed, hear, onDay, verifiedByAttributes } from '../play/steps.js';
import type { Story, TestedDate } from '../play/story.js';
import { registeredNumber } from '../register/customers.js';

/**
 * 2026-12-25 is the last business day of its year, so that the target lies behind the year-end break.
 * Before the story has passed, the last business day of the year before stands in: 2025-12-26.
 */
const lastBusinessDay: TestedDate = {
  date: '2026-12-25',
  isAlike: (calendar, date) => {
    const isLast = calendar.businessDaysBetween(date, `${date.slice(0, 4)}-12-31`) === 1;
    return isLast && date.slice(5, 7) === '12' && weekdayOf(parseDate(date) ?? 0) !== 0 && calendar.closedReason(date) === undefined;
  },
};

const number = registeredNumber('akane');

/** Sketch 6: on the last afternoon of the year; due on the first business day of the next. */
export const akaneLastDay: Story = {
  key: '06',
  title: '仕事納めの午後の推奨事項',
  tested: lastBusinessDay,
  steps: [
    call(onDay(0, '16:00'), 'sakura', { customer: 'akane', headline: '「UTMでドメインを遮断」と言われたが管理は業者' }),
    verifiedByAttributes(onDay(0, '16:05'), 'sakura', '契約番号と登録の代替電話番号を照合。'),
    hear(onDay(0, '16:12'), 'sakura', {
      caller_name: '川端 誠', callback_phone: number, contact_change_requested: 'no', customer_statement: 'ポータルに「UTMでドメインを遮断してください」とあるが、UTMは業者が管理していて自分では触れない。年末で業者も休み。',
      inquiry_kinds: ['recommended_action_advice'], customer_perceived_urgency: 'normal', preferred_answer_channel: 'phone', recommendation_ref: 'Block the domain at UTM', action_blocker: ['managed_by_vendor', 'no_authority'], action_capability: ['maintenance_vendor'],
      alert_external_id: 'CTS-240870', detected_at: { moment: onDay(0, '14:31') }, threat_kind: 'malvertising_site', network_action: 'blocked_by_proxy', gateway_protection: 'utm_with_url_filter', gateway_managed_by: 'vendor',
      portal_recommendation_text: 'Block the domain at your gateway and instruct users not to visit the site.', desired_outcome: '休み中に何もできなくて大丈夫かを知りたい。',
    }),
    act(onDay(0, '16:20'), 'sakura', 'await-customer', ({ daysLater }) => ({ asked: 'UTMの保守業者の窓口と、年始の稼働日をご確認いただくようお願いした。', answerBy: daysLater(1) })),
    act(onDay(1, '09:30'), 'sakura', 'customer-answered'),
    answeredByPhone(onDay(1, '10:05'), 'sakura', [number, '川端様'], 'すでにプロキシで遮断されているため休み中の危険は小さかったこと、業者への依頼文に書く項目（ドメイン名、遮断の方向、確認方法）を説明した。'),
    closed(onDay(2, '09:50'), 'sakura', 'answered_by_first_line'),
  ],
};
