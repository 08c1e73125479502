import { z } from 'zod';
import { isNumber, normalizeNumber } from './contract-number.rules.js';
import type { GatewayProtection } from './customer.entity.js';
import { isKana, normalizeKana } from './japanese-text.rules.js';
import { columnOf, type ColumnKey } from './parameter-sheet-columns.rules.js';
import { describePhoneFault, readPhone } from './phone-number.rules.js';
import type { LineRegistration } from './registration.js';
import { readDate } from './sheet-date.rules.js';

const unreadable = /[\p{Cc}\p{Cs}\uFFFD]/u;
const formulaStart = /^[=@＝＠]/u;
const signStart = /^[+\-＋－]/u;
const nothing = /^[-‐–—―−－ー]$/u;
const phoneKeys: readonly ColumnKey[] = ['phone', 'altPhone', 'mainPhone'];

function cellFault(key: ColumnKey, text: string): string | undefined {
  const { length } = columnOf(key);
  if (unreadable.test(text)) return 'に読み取れない文字か改行があります。';
  const isFormula = formulaStart.test(text) || (signStart.test(text) && !phoneKeys.includes(key));
  if (isFormula) return 'が数式か記号で始まっています。値だけにしてください。';
  return Array.from(text).length > length ? `が長すぎます（${length}文字まで）。` : undefined;
}

/** Reads the cells of one line and gathers all that is wrong with it. */
export class LineReader {
  readonly reasons: string[] = [];
  readonly notes: string[] = [];

  constructor(
    private readonly raw: (key: ColumnKey) => string,
    private readonly has: (key: ColumnKey) => boolean,
  ) {}

  registration(serialDates: boolean): LineRegistration {
    const phone = this.#phone('phone');
    const altPhone = this.#phone('altPhone');
    if (phone !== '' && phone === altPhone) {
      this.reasons.push('電話番号と代替電話番号が同じです。会社の交換機を通らない番号を、もう1つ登録してください。');
    }
    return {
      contact: {
        name: this.#text('contactName'),
        kana: this.#kana('contactKana'),
        department: this.#text('department'),
        title: this.#text('title'),
        email: this.#email(),
        phone,
        altPhone,
      },
      company: { name: this.#text('companyName'), ...this.#companyOptions() },
      contract: { contractNumber: this.#number('contractNumber'), ...this.#contractOptions(serialDates) },
    };
  }

  #companyOptions(): { kana?: string; mainPhone?: string; gatewayProtection?: GatewayProtection } {
    const kana = this.#kana('companyKana');
    if (kana === '') this.notes.push('法人名フリガナがないため、読みでは検索できません。');
    const mainPhone = this.#phone('mainPhone');
    const gateway = this.#gateway();
    return {
      ...(kana === '' ? {} : { kana }),
      ...(mainPhone === '' ? {} : { mainPhone }),
      ...(gateway === undefined ? {} : { gatewayProtection: gateway }),
    };
  }

  #contractOptions(serialDates: boolean): { deviceId?: string; deliveredOn?: string } {
    const deviceId = this.#number('deviceId');
    const deliveredOn = this.#date(serialDates);
    return { ...(deviceId === '' ? {} : { deviceId }), ...(deliveredOn === undefined ? {} : { deliveredOn }) };
  }

  /** A cell that may be kept as it is; empty where there is nothing or where it was refused. */
  #text(key: ColumnKey): string {
    const text = this.raw(key).trim().normalize('NFC');
    const { required } = columnOf(key);
    if (text === '' || (!required && nothing.test(text))) return required ? this.#refuse(key, 'がありません。') : '';
    const fault = cellFault(key, text);
    return fault === undefined ? text : this.#refuse(key, fault);
  }

  #refuse(key: ColumnKey, sentence: string): '' {
    this.reasons.push(`${columnOf(key).header}${sentence}`);
    return '';
  }

  #kana(key: 'companyKana' | 'contactKana'): string {
    const kana = normalizeKana(this.#text(key));
    return isKana(kana) ? kana : this.#refuse(key, 'にカタカナ以外の文字があります。');
  }

  #number(key: 'contractNumber' | 'deviceId'): string {
    const number = normalizeNumber(this.#text(key));
    return number === '' || isNumber(number) ? number : this.#refuse(key, 'に使えない文字があります。');
  }

  #phone(key: 'phone' | 'altPhone' | 'mainPhone'): string {
    const text = this.#text(key);
    if (text === '') return '';
    const reading = readPhone(text);
    if ('fault' in reading) return this.#refuse(key, describePhoneFault(reading.fault));
    if (reading.extension !== undefined) this.notes.push(`${columnOf(key).header}の内線番号（${reading.extension}）は登録しません。`);
    return reading.e164;
  }

  #email(): string {
    const text = this.#text('email').normalize('NFKC');
    if (text === '') return '';
    const at = text.lastIndexOf('@');
    const address = text.slice(0, at) + text.slice(at).toLowerCase();
    return z.email().safeParse(address).success ? address : this.#refuse('email', 'が正しくありません。');
  }

  #gateway(): GatewayProtection | undefined {
    const text = this.#text('gateway').normalize('NFKC').toLowerCase().replaceAll(/\s/gu, '');
    const known = text === '' ? undefined : gateways.get(text);
    if (text !== '' && known === undefined) this.#refuse('gateway', 'は UTM、FW+Proxy、なし のいずれかにしてください。');
    return known;
  }

  #date(serialDates: boolean): string | undefined {
    if (!this.has('deliveredOn')) return undefined;
    const text = this.#text('deliveredOn');
    if (text === '') return undefined;
    const date = readDate(text, serialDates);
    if (date === undefined) this.#refuse('deliveredOn', 'が日付として読み取れません（例: 2026-04-01）。');
    return date;
  }
}

const gateways = new Map<string, GatewayProtection>([
  ['utm', 'utm'],
  ['fw+proxy', 'fw_proxy'],
  ['fw/proxy', 'fw_proxy'],
  ['fwproxy', 'fw_proxy'],
  ['fw+プロキシ', 'fw_proxy'],
  ['なし', 'none'],
  ['無し', 'none'],
  ['無', 'none'],
  ['none', 'none'],
  ['不明', 'unknown'],
]);
