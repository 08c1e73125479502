import type { RegisteredContact } from '../customers/customer.queries.js';
import { formatPhone } from '../customers/phone-number.rules.js';
import { adviceToColleague, lacksForDisclosure } from './rulebook/guards.js';
import type { Inquiry } from './rulebook/inquiry.js';

/** A number the desk may call, and what may be said there. */
export interface CallNumber {
  readonly e164: string;
  readonly text: string;
  readonly note: string;
  /** False for a number that only the caller gave: nothing is said there (A5). */
  readonly registered: boolean;
}

interface Numbers {
  readonly contact: Pick<RegisteredContact, 'phone' | 'altPhone'> | undefined;
  readonly mainPhone: string | null;
  readonly callbackPhone: string | null;
}

/** All numbers of an inquiry, the registered ones first, each once. */
export function callNumbers({ contact, mainPhone, callbackPhone }: Numbers): readonly CallNumber[] {
  const known = [
    { e164: contact?.phone ?? '', note: '登録', registered: true },
    { e164: contact?.altPhone ?? '', note: '登録・代替', registered: true },
    { e164: mainPhone ?? '', note: '代表・取次ぎ', registered: true },
    { e164: callbackPhone ?? '', note: '登録外の番号：内容を話さない', registered: false },
  ].filter(({ e164 }) => e164 !== '');
  return known
    .filter(({ e164 }, index) => known.findIndex((other) => other.e164 === e164) === index)
    .map((number) => ({ ...number, text: formatPhone(number.e164) }));
}

/** Why findings may not be told yet, in one sentence, and that work goes on (A5, A7). Undefined where they may. */
export function withheldBecause(inquiry: Pick<Inquiry, 'verification' | 'entitlement'>): string | undefined {
  const open = lacksForDisclosure(inquiry).map((lack) => (lack === 'verification' ? '本人確認' : '契約の確認'));
  if (open.length === 0) return undefined;
  const colleague = inquiry.verification === 'colleague' ? adviceToColleague : '';
  return `${open.join('と')}が済むまで、調査結果や過去のお問い合わせはお伝えできません。${colleague}聞き取り、調査、エスカレーションは続けられます。`;
}

/** The first-aid sentence that anybody may be told: it confirms nothing, not even a contract (A5). */
export const publicFirstAid = 'ネットワークから切り離し、電源は切らず、再起動しないでください。';
