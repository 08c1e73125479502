import { z } from 'zod';

/** What the desk does, as far as the service owner decides it without the command line. */
export interface ServiceSettings {
  /** Whether a telephone answer of the first line is followed by a mail that says when it was given (別紙3 2(4)②). */
  readonly phoneRecordMails: 'on' | 'off';
  /** So many business days away is the day that forms propose where the customer is asked for something. */
  readonly answerByDays: number;
  /** After so many business days without an answer the customer is asked again (T28). */
  readonly firstReminderDays: number;
  readonly secondReminderDays: number;
  /** So many after the announcement an inquiry without an answer ends by itself, where no person has to (T29, T30). */
  readonly closeWaitingDays: number;
  readonly closeAnsweredDays: number;
}

export type SettingName = keyof ServiceSettings;

const days = (fewest: number) => z.coerce.number({ error: '日数を数字で入力してください。' }).int('日数を数字で入力してください。').min(fewest, `${fewest}営業日以上にしてください。`).max(60, '60営業日以内にしてください。');

/** The form and what is stored are read alike. A reminder never comes before the one before it. */
export const serviceSettingsForm = z
  .strictObject({ phoneRecordMails: z.enum(['on', 'off'], '送るかどうかを選んでください。'), answerByDays: days(1), firstReminderDays: days(1), secondReminderDays: days(2), closeWaitingDays: days(5), closeAnsweredDays: days(3) })
  .refine((values) => values.secondReminderDays > values.firstReminderDays, { path: ['secondReminderDays'], message: '1回目より後の日数にしてください。' });

/** One setting as the page shows it. */
export interface SettingView {
  readonly name: SettingName;
  readonly label: string;
  readonly help: string;
  readonly unit: string;
}

export const settingViews: readonly SettingView[] = [
  { name: 'phoneRecordMails', label: '電話で回答した記録のメール', help: '一次受付窓口が電話で回答したあと、いつ、どの窓口が、何について回答したかだけを本サービス担当者へ送ります。回答の内容は書きません（別紙3 2(4)②）。', unit: '' },
  { name: 'answerByDays', label: 'ご返答・ご提供をお願いする期日', help: 'お客様への確認やログの提供をお願いするとき、入力欄に最初から入る期日までの日数。一件ごとに変えられます。', unit: '営業日' },
  { name: 'firstReminderDays', label: 'ご返答のお願い（1回目）', help: 'お客様へ確認を依頼してから、ご返答がないときに送るまでの日数。', unit: '営業日' },
  { name: 'secondReminderDays', label: 'ご返答のお願い（2回目）', help: '同じく、2回目を送るまでの日数。', unit: '営業日' },
  { name: 'closeWaitingDays', label: 'ご返答のないまま終えるまで', help: '事前のご案内をしてから、自動で対応完了にするまでの日数。エスカレーションした問合せなどは人が完了にします。', unit: '営業日' },
  { name: 'closeAnsweredDays', label: '回答済みのまま終えるまで', help: '回答したあと、事前のご案内をしてから、自動で対応完了にするまでの日数。', unit: '営業日' },
];

/** What counts where the owner has decided nothing. */
export function standardSettings(phoneRecordMails: boolean): ServiceSettings {
  return { phoneRecordMails: phoneRecordMails ? 'on' : 'off', answerByDays: 3, firstReminderDays: 3, secondReminderDays: 5, closeWaitingDays: 10, closeAnsweredDays: 5 };
}

/** After how many business days an announced inquiry ends by itself: what the customer is told, and what is done (C8). */
export function closingDays(settings: ServiceSettings, status: string): number {
  return status === 'answered' ? settings.closeAnsweredDays : settings.closeWaitingDays;
}

/** Which settings differ. */
export function changedSettings(before: ServiceSettings, after: ServiceSettings): readonly SettingName[] {
  return settingViews.map(({ name }) => name).filter((name) => before[name] !== after[name]);
}
