import { act, answeredByPhone, closed, hear, mail, onDay, verifiedByCallback } from '../play/steps.js';
import type { Story, TestedDate } from '../play/story.js';
import { registeredNumber } from '../register/customers.js';

/** 2026-05-06 is a Wednesday and a 振替休日, because three holidays before it leave no free day. Earlier there is any such day that is no Monday, or 2020-05-06. */
const cascadingHoliday: TestedDate = {
  date: '2026-05-06',
  isAlike: (calendar, date) => calendar.closedReason(date)?.includes('振替休日') === true,
};

const number = registeredNumber('cosmos');

/** Spare 24: two alerts on a substitute holiday that is no Monday. */
export const cosmosCascadingHoliday: Story = {
  key: '24',
  title: '5月6日の振替休日に届いた2件',
  tested: cascadingHoliday,
  steps: [
    mail(onDay(0, '11:00'), { from: 'cosmos', subject: '通知が2件', text: 'コスモス物流の今井です。\n改ざんされたサイトという通知が2件きています。連休明けで構いません。' }),
    act(onDay(1, '09:15'), 'ken', 'take-up'),
    verifiedByCallback(onDay(1, '09:40'), 'ken', [number, '今井様']),
    hear(onDay(1, '09:46'), 'ken', {
      caller_name: '今井 洋平', callback_phone: number, contact_change_requested: 'no', customer_statement: '改ざんされたサイトという通知が2件きている。', inquiry_kinds: ['content_not_understood'], customer_perceived_urgency: 'information_only', preferred_answer_channel: 'phone',
      alert_external_id: 'CTS-219001', detected_at: { moment: onDay(0, '10:12') }, threat_kind: 'compromised_website', network_action: 'blocked_by_proxy', 'alert_external_id.1': 'CTS-219002', 'detected_at.1': { moment: onDay(0, '10:40') }, 'threat_kind.1': 'compromised_website', 'network_action.1': 'blocked_by_proxy',
    }),
    answeredByPhone(onDay(1, '10:20'), 'ken', [number, '今井様'], '2件とも同じ業界誌のサイトが改ざんされていたもので、プロキシで止まっている。復旧の知らせが出るまで閲覧しないようお願いした。'),
    closed(onDay(2, '10:00'), 'ken', 'answered_by_first_line'),
  ],
};
