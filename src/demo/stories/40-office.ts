import { daysAgo } from '../play/steps.js';
import type { Story } from '../play/story.js';
import type { PersonKey } from '../register/people.js';

/** Who looks at his notices at the end of a day; the others have some left. */
const readers: readonly PersonKey[] = ['sakura', 'ken', 'yuki', 'nagisa', 'wataru', 'hokuto', 'rikka', 'sho', 'mao', 'ryota', 'rei', 'akira', 'takumi'];

const header = '契約番号,法人名,法人名フリガナ,担当者名,担当者フリガナ,部署,役職,メールアドレス,電話番号,代替電話番号,代表番号,納入完了日,機器番号,対策(UTM/FW+Proxy/なし)';

/** What partners and the owner do beside inquiries: parameter sheets, changes of contacts, the calendar. Sketch 19: a support desk gives up and the owner takes over. */
export const office: Story = {
  key: '40',
  title: '登録・取込・カレンダー・承継',
  steps: [
    { kind: 'publish_sheet', at: daysAgo(13, '13:00'), by: 'akira', title: 'SOC in Pocket ヒアリングシート 第2版', hints: { log_retention_days: '30日より短いときは、二次受付窓口へ早めにお伝えください。' } },
    { kind: 'acknowledge_sheet', at: daysAgo(12, '09:10'), by: 'wataru' },
    { kind: 'acknowledge_sheet', at: daysAgo(11, '16:40'), by: 'rikka' },
    {
      kind: 'import', at: daysAgo(10, '15:20'), by: 'akira', fileName: 'parameter-sheet.csv', encoding: 'utf-8',
      lines: [
        header,
        'SIP-2026-0401,株式会社あさがお薬局,カブシキガイシャアサガオヤッキョク,夏目 千尋,ナツメ チヒロ,本部,,natsume@asagao.example.com,03-0000-0061,090-0000-0061,03-0000-0060,2026/4/1,CTS-D4001,UTM',
        'SIP-2026-0402,有限会社ほたる建設,ユウゲンガイシャホタルケンセツ,蛍原 修,ホトハラ オサム,工務部,部長,hotohara@hotaru.example.net,03-0000-0063,090-0000-0063,03-0000-0062,令和8年5月11日,CTS-D4002,なし',
        'SIP-2026-0403,株式会社こだま運輸,カブシキガイシャコダマウンユ,児玉 進,コダマ ススム,,,kodama.example.com,03-0000-0065,090-0000-0065,03-0000-0064,2026/6/1,CTS-D4003,FW+Proxy',
      ],
    },
    { kind: 'suspend', at: daysAgo(7, '15:10'), by: 'akira', minutes: 40, reason: '電話回線の障害のため' },
    { kind: 'close_days', at: daysAgo(4, '10:30'), by: 'akira', businessDaysAhead: 18, reason: '全社停電（法定点検）のため' },
    {
      kind: 'import', at: daysAgo(2, '11:30'), by: 'yuki', fileName: 'あおば_パラメーターシート.csv', encoding: 'cp932',
      lines: [
        header,
        'SIP-2025-0103,学校法人あかね学園,ガッコウホウジンアカネガクエン,川端 誠,カワバタ マコト,法人事務局 情報センター,センター長補佐,kawabata@akane.example.org,03-0000-0025,090-0000-0025,03-0000-0024,,CTS-A1003,UTM',
        'SIP-2025-0104,株式会社コスモス物流,カブシキガイシャコスモスブツリュウ,長谷川 円,ハセガワ マドカ,管理部 システム係,,hasegawa@cosmos-logi.example.com,03-0000-0027,090-0000-0057,03-0000-0026,,CTS-A1004,FW+Proxy',
        'SIP-2025-0301,株式会社北斗配送,カブシキガイシャホクトハイソウ,七瀬 大輔,ナナセ ダイスケ,運行管理部,課長,nanase@hokuto-haiso.example.com,03-0000-0041,090-0000-0041,03-0000-0040,,CTS-C3001,UTM',
        'SIP-2025-0102,医療法人さくら坂会,イリョウホウジンサクラザカカイ,髙﨑 恵子,タカサキ ケイコ,事務部,事務長,takasaki@sakurazaka.example.org,,090-0000-0023,03-0000-0022,,CTS-A1002,UTM',
      ],
    },
    { kind: 'contact_drill', at: daysAgo(2, '10:20'), by: 'sakura', customer: 'wakaba', outcome: { personResult: 'reached', phoneResult: 'reached', altPhoneResult: 'reached', emailResult: 'reached' } },
    { kind: 'contact_drill', at: daysAgo(2, '10:40'), by: 'sakura', customer: 'cosmos', outcome: { personResult: 'reached', phoneResult: 'reached', altPhoneResult: 'unreached', emailResult: 'changed' } },
    { kind: 'refuse_contact', at: daysAgo(1, '09:15'), by: 'akira', customer: 'akane', reason: '役職名の変更のみのため、次回の更新時にまとめてください。' },
    { kind: 'request_contact', at: daysAgo(1, '14:10'), by: 'nagisa', customer: 'hinata', contact: { name: '日向 明子', kana: 'ヒナタ アキコ', department: '', title: '代表取締役', email: 'akiko@hinata.example.net', phone: '+81300000039', altPhone: '+819000000059' } },
    ...readers.map((by) => ({ kind: 'read_notices', at: daysAgo(1, '17:20'), by }) as const),
    { kind: 'succession', at: daysAgo(1, '17:40'), by: 'akira', from: 'minato', to: 'common', date: '2027-01-07' },
  ],
};
