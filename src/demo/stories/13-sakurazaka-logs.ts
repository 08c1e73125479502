import { answeredBySecondLine, progressSet } from '../play/analysis-steps.js';
import { act, call, daysAgo, escalated, hear, mail, verifiedByCallback } from '../play/steps.js';
import type { Story } from '../play/story.js';
import { registeredNumber } from '../register/customers.js';

const number = registeredNumber('sakurazaka');

/** Sketch 13: logs come first in a ZIP with a password, then one file as it was sent and one with another hash than the one stated; a third delivery is awaited. */
export const sakurazakaLogs: Story = {
  key: '13',
  title: 'ログの受け渡しと照合',
  steps: [
    call(daysAgo(5, '09:20'), 'ken', { customer: 'sakurazaka', headline: '医事課の端末からToR利用の通知' }),
    verifiedByCallback(daysAgo(5, '09:32'), 'ken', [number, '髙﨑様']),
    hear(daysAgo(5, '09:40'), 'ken', {
      caller_name: '髙﨑 恵子', callback_phone: number, contact_change_requested: 'no', customer_statement: '医事課の端末からToRを使った通信という通知が出ている。職員は使っていないと言っている。', inquiry_kinds: ['impact_advice'], customer_perceived_urgency: 'worried_today',
      desired_outcome: '職員の操作なのか、感染なのかを知りたい。', notification_channel_seen: ['portal'], impact_question: ['infected_or_not', 'data_leak'], alert_external_id: 'CTS-240301', detected_at: { moment: daysAgo(5, '08:33') }, threat_kind: 'tor_communication', tor_browser_used: 'no',
      network_action: 'allowed', source_ip: '10.20.5.44', host_identified: 'yes', affected_host_count: 1, asset_hostname: 'iji-11', asset_state: 'network_disconnected', available_logs: ['proxy', 'endpoint_event'], log_retention_days: 30, log_consent: 'yes',
      first_line_assessment: '利用者の心当たりなし。', first_line_answer_given: '切り離しのご案内のみ。',
    }),
    escalated(daysAgo(5, '10:05'), 'ken', 'high_risk_kind', { comment: '心当たりのないToRの利用のため。', unknownReason: '職員への聞き取り中。' }),
    act(daysAgo(5, '10:30'), 'mao', 'take'),
    act(daysAgo(5, '11:00'), 'mao', 'save-portal-notice', { quote: 'Tor communication detected from host 10.20.5.44.' }),
    answeredBySecondLine(daysAgo(5, '11:20'), 'mao', [number, '髙﨑様'], '端末は切り離したままにしていただき、プロキシのログを拝見して判断したいことをお伝えした。ログのご提供に同意をいただいた。'),
    act(daysAgo(5, '13:00'), 'mao', 'request-logs', ({ iso, daysLater }) => ({
      items: 'プロキシサーバーのアクセスログ\n該当端末のイベントログ（セキュリティ）', host: 'iji-11', periodFrom: iso(daysAgo(8, '00:00')), periodTo: iso(daysAgo(5, '09:00')), zone: 'JST', purpose: 'ToRを使った通信の相手と、その前後の操作を確認するため',
      answerBy: daysLater(3), consentBy: '髙﨑 恵子', consentMeans: 'phone', consentAt: iso(daysAgo(5, '11:20')),
    })),
    mail(daysAgo(4, '11:10'), { from: 'sakurazaka', after: 'reply', subject: '', text: '髙﨑です。ログを添付します。パスワードは別のメールでお送りします。', files: [{ name: 'proxy-log.zip', type: 'application/zip', text: 'PK\u0003\u0004 (encrypted) proxy.log' }] }),
    { kind: 'evidence', at: daysAgo(4, '11:30'), by: 'mao', fileName: 'proxy-log.zip', contentType: 'application/zip', text: 'PK\u0003\u0004 (encrypted) proxy.log' },
    act(daysAgo(4, '11:36'), 'mao', 'set-log-request-state', ({ logRequestId }) => ({ logRequestId, state: 'unusable' })),
    act(daysAgo(4, '11:45'), 'mao', 'request-logs', ({ iso, daysLater }) => ({
      items: 'プロキシサーバーのアクセスログ（パスワードなしの形で）\n該当端末のイベントログ（セキュリティ）', host: 'iji-11', periodFrom: iso(daysAgo(8, '00:00')), periodTo: iso(daysAgo(5, '09:00')), zone: 'JST', purpose: 'ToRを使った通信の相手と、その前後の操作を確認するため',
      answerBy: daysLater(3), consentBy: '髙﨑 恵子', consentMeans: 'phone', consentAt: iso(daysAgo(4, '11:40')),
    })),
    {
      kind: 'evidence', at: daysAgo(2, '15:05'), by: 'mao', fileName: 'iji-11-security.csv', contentType: 'text/csv', declaredBy: '髙﨑 恵子', statedSha256: true,
      text: 'TimeCreated,Id,Message\n08:31:02,4688,新しいプロセスが作成されました\n08:31:40,4624,アカウントが正常にログオンしました\n',
    },
    {
      kind: 'evidence', at: daysAgo(2, '15:10'), by: 'mao', fileName: 'proxy-access.log', contentType: 'text/plain', text: '10.20.5.44 - - CONNECT 192.0.2.90:9001 200\n10.20.5.44 - - CONNECT 192.0.2.91:9001 200\n', declaredBy: '髙﨑 恵子',
      statedSha256: '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0',
    },
    act(daysAgo(2, '15:20'), 'mao', 'add-note', { text: '届いたプロキシのログのハッシュが、送り状の値と一致しない。途中で書き換わった可能性があるため、再送をお願いした（電話、髙﨑様）。', secondLineOnly: false }),
    act(daysAgo(2, '15:25'), 'mao', 'log-call', { outcome: 'talked', purpose: 'hearing', number, person: '髙﨑様', note: '再送のお願い。明日中に送るとのこと。' }),
    progressSet(daysAgo(1, '10:00'), 'mao', { delivery: ['not_observable'], exploitation: ['not_observable'], installation: ['suspected', '端末に不審なプログラムがある疑いが残ります。'], command_and_control: ['suspected', '匿名化された通信路の利用を確認しました。相手は分かっていません。'] }),
  ],
};
