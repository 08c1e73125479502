import type { CallPurpose } from './rulebook/commands.js';

/** What a call to the customer was for. */
export const callPurposeLabels: Readonly<Record<CallPurpose, string>> = {
  verification: '本人確認',
  hearing: '聞き取り',
  answer: '回答',
  report: '報告書の説明',
  other: 'その他の連絡',
};
