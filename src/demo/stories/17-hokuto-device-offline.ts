import { act, answeredByPhone, call, daysAgo, hear, verifiedByAttributes } from '../play/steps.js';
import type { Story } from '../play/story.js';
import { registeredNumber } from '../register/customers.js';

const number = registeredNumber('hokuto');

/** Sketch 17: while an incident is open no data come from the device: another support kind of 第5条1, recorded with a link to the incident and passed on. */
export const hokutoDeviceOffline: Story = {
  key: '17',
  title: '機器の不通は故障受付へ',
  steps: [
    { ...call(daysAgo(4, '15:10'), 'hokuto', { customer: 'hokuto', headline: '配車の別の1台で、改ざんされたサイトの通知' }), of: 'incident' },
    { ...verifiedByAttributes(daysAgo(4, '15:13'), 'hokuto', '契約番号・機器番号を照合。'), of: 'incident' },
    {
      ...hear(daysAgo(4, '15:18'), 'hokuto', {
        caller_name: '七瀬 大輔', callback_phone: number, contact_window: '終日', contact_change_requested: 'no', customer_statement: '先日の2台とは別の1台で、改ざんされたサイトという通知が出た。', inquiry_kinds: ['content_not_understood'], customer_perceived_urgency: 'normal', preferred_answer_channel: 'phone',
        alert_external_id: 'CTS-240212', detected_at: { moment: daysAgo(4, '14:22') }, threat_kind: 'compromised_website', network_action: 'blocked_by_utm', notification_channel_seen: ['portal'], site_needed_for_business: 'no',
      }), of: 'incident',
    },
    { ...answeredByPhone(daysAgo(4, '15:30'), 'hokuto', [number, '七瀬様'], 'UTMで通信が止まっていること、その1台でウイルス対策ソフトの完全スキャンをお願いしたいことを説明した。結果をご連絡いただく。'), of: 'incident' },
    call(daysAgo(3, '10:00'), 'hokuto', { customer: 'hokuto', headline: '昨日からポータルに機器のデータが出ない', followUpOf: 'incident' }),
    verifiedByAttributes(daysAgo(3, '10:04'), 'hokuto', '契約番号・機器番号を照合。'),
    act(daysAgo(3, '10:08'), 'hokuto', 'add-note', { text: '機器番号 CTS-C3001。前日の朝からデータなし。ランプは点灯、再起動は行っていない。当社が知った日時はこの電話の日時。' }),
    act(daysAgo(3, '10:12'), 'hokuto', 'transfer', { supportKind: 'hardware_failure', nextCaller: 'sales_partner', reason: '機器の不通。改ざんされたサイトの通知の件は、もとの問合せで対応を続ける。故障受付の担当から折り返すことをお伝えした。' }),
  ],
};
