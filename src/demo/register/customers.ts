import type { GatewayProtection } from '../../customers/customer.entity.js';
import type { ContactDetails } from '../../customers/registration.js';
import type { DeskKey } from './people.js';

/** A customer of the demo. Its contract began so many days before the first story. */
export interface DemoCustomer {
  readonly name: string;
  readonly kana: string;
  readonly desk: Exclude<DeskKey, 'common'>;
  readonly mainPhone: string;
  readonly gateway: GatewayProtection;
  readonly contractNumber: string;
  readonly deviceId: string;
  readonly deliveredDaysBefore: number;
  readonly contact: ContactDetails;
  readonly affiliate?: { readonly name: string; readonly kana: string };
}

type Contact = readonly [name: string, kana: string, department: string, title: string, mailbox: string];

/** Numbers are of no subscriber: 03-0000-00xx, and the mobile 090-0000-00xx beside it. */
function contact(line: string, domain: string, [name, kana, department, title, mailbox]: Contact): ContactDetails {
  return { name, kana, department, title, email: `${mailbox}@${domain}`, phone: `+8130000${line}`, altPhone: `+81900000${line}` };
}

function customer(facts: Omit<DemoCustomer, 'contact' | 'mainPhone'> & { readonly line: number; readonly domain: string; readonly person: Contact }): DemoCustomer {
  const { line, domain, person, ...known } = facts;
  return { ...known, mainPhone: `+8130000${padded(line)}`, contact: contact(padded(line + 1), domain, person) };
}

function padded(line: number): string {
  return String(line).padStart(4, '0');
}

/** The customers of `domain.md` 9. */
export const customers = {
  midorino: customer({
    name: '株式会社みどり野製作所', kana: 'カブシキガイシャミドリノセイサクショ', desk: 'aoba', gateway: 'utm', line: 20,
    contractNumber: 'SIP-2025-0101', deviceId: 'CTS-A1001', deliveredDaysBefore: 220,
    domain: 'midorino.example.com', person: ['山田 太郎', 'ヤマダ タロウ', '総務部 情報システム課', '課長', 'yamada'],
    affiliate: { name: '株式会社みどり野ロジスティクス', kana: 'カブシキガイシャミドリノロジスティクス' },
  }),
  sakurazaka: customer({
    name: '医療法人さくら坂会', kana: 'イリョウホウジンサクラザカカイ', desk: 'aoba', gateway: 'utm', line: 22,
    contractNumber: 'SIP-2025-0102', deviceId: 'CTS-A1002', deliveredDaysBefore: 180,
    domain: 'sakurazaka.example.org', person: ['髙﨑 恵子', 'タカサキ ケイコ', '事務部', '事務長', 'takasaki'],
  }),
  akane: customer({
    name: '学校法人あかね学園', kana: 'ガッコウホウジンアカネガクエン', desk: 'aoba', gateway: 'utm', line: 24,
    contractNumber: 'SIP-2025-0103', deviceId: 'CTS-A1003', deliveredDaysBefore: 300,
    domain: 'akane.example.org', person: ['川端 誠', 'カワバタ マコト', '法人事務局 情報センター', '主任', 'kawabata'],
  }),
  cosmos: customer({
    name: '株式会社コスモス物流', kana: 'カブシキガイシャコスモスブツリュウ', desk: 'aoba', gateway: 'fw_proxy', line: 26,
    contractNumber: 'SIP-2025-0104', deviceId: 'CTS-A1004', deliveredDaysBefore: 150,
    domain: 'cosmos-logi.example.com', person: ['今井 洋平', 'イマイ ヨウヘイ', '管理部 システム係', '係長', 'imai'],
  }),
  wakaba: customer({
    name: '合同会社若葉デザイン', kana: 'ゴウドウガイシャワカバデザイン', desk: 'aoba', gateway: 'none', line: 28,
    contractNumber: 'SIP-2026-0105', deviceId: 'CTS-A1005', deliveredDaysBefore: 90,
    domain: 'wakaba-design.example.net', person: ['新田 若菜', 'ニッタ ワカナ', '', '代表社員', 'nitta'],
  }),
  tsubasa: customer({
    name: '株式会社つばさ不動産', kana: 'カブシキガイシャツバサフドウサン', desk: 'aoba', gateway: 'utm', line: 30,
    contractNumber: 'SIP-2024-0106', deviceId: 'CTS-A1006', deliveredDaysBefore: 400,
    domain: 'tsubasa-fudosan.example.com', person: ['羽田 純一', 'ハネダ ジュンイチ', '総務部', '部長', 'haneda'],
  }),
  shiomi: customer({
    name: '有限会社汐見水産', kana: 'ユウゲンガイシャシオミスイサン', desk: 'minato', gateway: 'utm', line: 32,
    contractNumber: 'SIP-2025-0201', deviceId: 'CTS-B2001', deliveredDaysBefore: 210,
    domain: 'shiomi.example.net', person: ['磯部 忠', 'イソベ タダシ', '経理課', '', 'isobe'],
  }),
  tsubame: customer({
    name: '株式会社つばめ会計', kana: 'カブシキガイシャツバメカイケイ', desk: 'minato', gateway: 'fw_proxy', line: 34,
    contractNumber: 'SIP-2025-0202', deviceId: 'CTS-B2002', deliveredDaysBefore: 260,
    domain: 'tsubame-kaikei.example.com', person: ['細川 美和', 'ホソカワ ミワ', '総務グループ', 'リーダー', 'hosokawa'],
  }),
  shinonome: customer({
    name: '株式会社東雲印刷', kana: 'カブシキガイシャシノノメインサツ', desk: 'minato', gateway: 'utm', line: 36,
    contractNumber: 'SIP-2025-0203', deviceId: 'CTS-B2003', deliveredDaysBefore: 190,
    domain: 'shinonome.example.com', person: ['朝倉 健二', 'アサクラ ケンジ', '生産管理部', '次長', 'asakura'],
  }),
  hinata: customer({
    name: '株式会社ひなた商店', kana: 'カブシキガイシャヒナタショウテン', desk: 'minato', gateway: 'none', line: 38,
    contractNumber: 'SIP-2025-0204', deviceId: 'CTS-B2004', deliveredDaysBefore: 140,
    domain: 'hinata.example.net', person: ['日向 明子', 'ヒナタ アキコ', '', '専務', 'akiko'],
  }),
  hokuto: customer({
    name: '株式会社北斗配送', kana: 'カブシキガイシャホクトハイソウ', desk: 'hokushin', gateway: 'utm', line: 40,
    contractNumber: 'SIP-2025-0301', deviceId: 'CTS-C3001', deliveredDaysBefore: 240,
    domain: 'hokuto-haiso.example.com', person: ['七瀬 大輔', 'ナナセ ダイスケ', '運行管理部', '係長', 'nanase'],
  }),
  hayabusa: customer({
    name: '株式会社はやぶさ電装', kana: 'カブシキガイシャハヤブサデンソウ', desk: 'hokushin', gateway: 'fw_proxy', line: 42,
    contractNumber: 'SIP-2025-0302', deviceId: 'CTS-C3002', deliveredDaysBefore: 170,
    domain: 'hayabusa.example.com', person: ['風間 隼', 'カザマ シュン', '技術部', '', 'kazama'],
  }),
  genkai: customer({
    name: '株式会社玄海金型', kana: 'カブシキガイシャゲンカイカナガタ', desk: 'hokushin', gateway: 'none', line: 44,
    contractNumber: 'SIP-2025-0303', deviceId: 'CTS-C3003', deliveredDaysBefore: 160,
    domain: 'genkai.example.com', person: ['島津 源', 'シマヅ ゲン', '製造部', '工場長', 'shimazu'],
  }),
} as const satisfies Record<string, DemoCustomer>;

export type CustomerKey = keyof typeof customers;

export const customerKeys = Object.keys(customers) as CustomerKey[];

/** A number as people say it, for logs of calls: `03-0000-0021`. */
export function registeredNumber(key: CustomerKey): string {
  return customers[key].contact.phone.replace(/^\+81(\d)(\d{4})(\d{4})$/, '0$1-$2-$3');
}
