/** A place in a draft that a reader of the desk should not meet, with what to write instead. */
export interface WordingWarning {
  readonly words: string;
  readonly advice: string;
}

const advices: readonly { readonly pattern: RegExp; readonly advice: string }[] = [
  { pattern: /安全です|安全が確認|問題ありません|問題はありません/g, advice: '「確認した範囲では〜は見つかっていません」のように、確認した範囲を書いてください。' },
  { pattern: /必ず|絶対に|100[%％]/g, advice: '保証と受け取られる表現は避けてください。' },
  { pattern: /復旧いたします|復旧します|復元します/g, advice: '復旧作業は本サービスの対象外です。' },
  { pattern: /補償されます|保険金が(?:支払|下り|出)|保険の対象(?:です|になります|外です)/g, advice: '保険の対象かどうかは書けません。保険会社へのご相談をご案内してください。' },
  { pattern: /(?:国家|政府)(?:が|の)関与|犯人は|攻撃者は[^。]{1,20}(?:国|組織)です/g, advice: '攻撃者の名指しは事実として書かないでください。' },
  { pattern: /パスワード[はが:：]\s*[!-~]{4,}/g, advice: 'パスワードは書かないでください。' },
  { pattern: /保留|差戻し|クローズ|督促|SLA違反|一次回答|登録担当者/g, advice: 'お客様向けの言葉に直してください（例：お客様ご回答待ち、対応完了、最初のご回答、本サービス担当者）。' },
  { pattern: /利用者/g, advice: 'お客様に対しては「貴社」「お客様」と書いてください。' },
];

/** What in a report should be said otherwise (`domain.md` 2.5, section G); advice, never a refusal. */
export function wordingWarnings(text: string): readonly WordingWarning[] {
  return advices.flatMap(({ pattern, advice }) => {
    const found = [...new Set([...text.matchAll(pattern)].map(([match]) => match))];
    return found.map((words) => ({ words, advice }));
  });
}
