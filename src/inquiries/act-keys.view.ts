/** One key for each act of every day; a key may stand for two acts that are never offered together. */
export const actKeys: Readonly<Record<string, string>> = {
  'take-up': 't',
  take: 't',
  'add-note': 'n',
  assign: 'a',
  'log-call': 'c',
  verify: 'v',
  'answer-by-phone': 'p',
  answer: 'p',
  escalate: 's',
  'escalate-fast-track': 'f',
  'request-addition': 'q',
  'complete-addition': 'q',
  'ask-questions': 'm',
  'await-customer': 'w',
  'customer-answered': 'w',
  close: 'z',
  reopen: 'z',
};

/** Keys that mean the same on every page, or on every list. */
export const commonKeys: readonly (readonly [key: string, what: string])[] = [
  ['?', 'この一覧を開く・閉じる'],
  ['/', '検索の欄へ移る'],
  ['j または ↓', '一覧で次の行へ'],
  ['k または ↑', '一覧で前の行へ'],
  ['Enter', 'その行の問合せを開く'],
  ['x', 'その行を選ぶ・外す'],
  ['e', 'その行の目標期限の理由を見る'],
  ['r', '一覧を再読み込みする'],
  ['h', '問合せの「次にすること」へ移る'],
  ['u', '問合せから一覧へ戻る'],
  ['Esc', '開いた操作を閉じる'],
];
