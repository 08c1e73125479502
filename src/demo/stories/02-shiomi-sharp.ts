import type { ReceptionCalendar } from '../../calendar/reception-calendar.js';
import { dateOf, parseDate, weekdayOf } from '../../calendar/civil-day.rules.js';
import { act, answeredByPhone, closed, hear, mail, onDay, verifiedByCallback } from '../play/steps.js';
import type { Story, TestedDate } from '../play/story.js';
import { registeredNumber } from '../register/customers.js';

/**
 * 2026-11-19 is a Thursday, its Friday is a business day and the Monday after it a holiday (勤労感謝の日).
 * Before that day has passed, the latest Thursday with a holiday on its Monday stands in, such as
 * 2026-10-08 before スポーツの日.
 */
export const thursdayBeforeLongWeekend: TestedDate = {
  date: '2026-11-19',
  isAlike: (calendar, date) => {
    const day = parseDate(date) ?? 0;
    return weekdayOf(day) === 4 && isOpen(calendar, day) && isOpen(calendar, day + 1) && !isOpen(calendar, day + 4);
  },
};

function isOpen(calendar: ReceptionCalendar, day: number): boolean {
  return calendar.closedReason(dateOf(day)) === undefined;
}

const number = registeredNumber('shiomi');

/** Sketch 2: 17:00 sharp is outside; the mail is accepted the next morning, and answered by telephone only. */
export const shiomiSharp: Story = {
  key: '02',
  title: '17時ちょうどのメール',
  tested: thursdayBeforeLongWeekend,
  steps: [
    mail(onDay(0, '17:00'), {
      from: 'shiomi', subject: '「Exploit kit」とは何でしょうか', charset: 'iso-2022-jp',
      text: 'お世話になっております。汐見水産の磯部です。\n\nポータルに「Exploit kit」という言葉が出ております。\n用語の意味と、当社で何かする必要があるのかを教えてください。\n\n有限会社汐見水産 経理課 磯部',
    }),
    act(onDay(1, '09:08'), 'nagisa', 'take-up'),
    verifiedByCallback(onDay(1, '09:31'), 'nagisa', [number, '磯部様']),
    hear(onDay(1, '09:38'), 'nagisa', {
      caller_name: '磯部 忠', callback_phone: number, contact_window: '午前中', contact_change_requested: 'no',
      customer_statement: '「Exploit kit」という用語の意味と、当社で何かする必要があるのかを教えてほしい。',
      inquiry_kinds: ['content_not_understood'], customer_perceived_urgency: 'normal', preferred_answer_channel: 'phone',
      alert_external_id: 'CTS-238990', detected_at: { moment: onDay(0, '15:22') }, threat_kind: 'exploit_kit_download',
      alert_title: 'Exploit kit landing page', network_action: 'blocked_by_utm', notification_channel_seen: ['portal'],
      comprehension_gap: ['technical_term'], unclear_excerpt: 'Exploit kit landing page detected', patch_state: 'up_to_date',
    }),
    act(onDay(1, '09:44'), 'nagisa', 'log-call', { outcome: 'talked', purpose: 'hearing', number, person: '磯部様', note: '遮断されていたことをポータルで一緒に確認した。' }),
    answeredByPhone(onDay(1, '10:12'), 'nagisa', [number, '磯部様'], '「Exploit kit」は、閲覧したパソコンの古いソフトの弱点を試す道具の名前であること、今回はUTMで通信が止まっていることを説明した。Windowsとブラウザの更新の状態の確認をお願いした。'),
    closed(onDay(2, '11:20'), 'nagisa', 'answered_by_first_line'),
  ],
};
