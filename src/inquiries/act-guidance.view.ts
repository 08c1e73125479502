import type { PanelFacts } from './act-panels.view.js';
import type { Status } from './rulebook/status.js';

const guidanceOf: Readonly<Record<Status, string>> = {
  received: '内容を確かめ、受付を開始します。',
  hearing: 'シートに沿ってうかがい、電話で回答するか、二次受付窓口へエスカレーションします。',
  first_line_work: '登録番号へ電話して回答します。回答できないときは、二次受付窓口へエスカレーションします。',
  escalated: '二次受付窓口の受領を待っています。',
  second_line_work: '調査し、報告書か電話などで回答します。対応完了は、回答したあとに責任者が決めます。',
  report_review: '報告書の確認待ちです。作成した方とは別の分析担当者が、報告書を読んで確認済みにします。',
  awaiting_customer: 'お客様のご返答を待っています。',
  answered: '回答を終え、お客様のご確認を待っています。',
  closed: '対応は完了しています。',
  declined: '受付対象外としてご案内しました。',
  transferred: '他の窓口へ引き継ぎました。',
  merged: '別の問合せに統合しました。',
  withdrawn: 'お客様が取り下げました。',
};

const guidanceOfPrimary: Readonly<Record<string, string>> = {
  'take-up': guidanceOf.received,
  take: 'エスカレーションを受領して、担当者になります。',
  'escalate-fast-track': '暗号化の兆候があります。聞き取りの途中でも、すぐに二次受付窓口へ上げます。',
  'complete-addition': '二次受付窓口から追記の依頼が届いています。シートに記入して知らせます。',
  'identify-customer': 'どの利用者からのお問い合わせかを特定します。',
  'decide-entitlement': '契約の状態を判断します。そのあいだも、聞き取りと調査は続いています。',
  verify: 'うかがい終えたら、登録番号へ折り返して本人確認をします。',
  'customer-answered': 'お客様のご返答を待っています。ご返答があったら記録します。',
  close: '回答を終えました。お客様のご確認がとれたら、対応完了にします。',
};

/** What the first line does next while it holds a caller. */
export function heldGuidance(heldCall: 'waiting' | 'taken'): string {
  if (heldCall === 'waiting') return 'お客様に電話口でお待ちいただき、二次受付窓口を呼び出しています。';
  return '二次受付窓口の担当者が引き受けました。電話をおつなぎし、結果を記録します。';
}

/** What is done while the customer is heard, or his mail read. */
function duringHearing({ inquiry, byMail, viewer }: PanelFacts): string {
  if (viewer !== 'first' || inquiry.verification === 'verified') return byMail ? 'メールをもとにシートを記入し、電話で回答するか、二次受付窓口へエスカレーションします。' : guidanceOf.hearing;
  if (byMail) return 'メールをもとにシートを記入します。足りないことは、登録番号へ電話して、本人確認とあわせてうかがいます。';
  return 'シートに沿ってうかがいます。登録番号へ折り返す本人確認は、そのあとです。';
}

function besideTheSecondLine({ verification }: PanelFacts['inquiry']): string {
  return `二次受付窓口が対応しています。${verification === 'verified' ? '' : '本人確認はまだです。登録番号へ折り返して記録します。'}`;
}

function guidanceOfAnswerMail({ inquiry, answerMail }: PanelFacts): string | undefined {
  if (inquiry.status !== 'answered' || answerMail === undefined) return undefined;
  return answerMail === 'unknown' ? '回答のメールが届いたかどうかを、送信メールの一覧で確かめます。' : '回答のメールは、まだ送信されていません。送信されてから、お客様のご確認を待ちます。';
}

/** One sentence that says what to do next; `primary` is the act that is likely that. */
export function guidance(facts: PanelFacts, primary: string | undefined): string {
  const { heldCall } = facts;
  const onItsWay = guidanceOfAnswerMail(facts);
  if (onItsWay !== undefined) return onItsWay;
  if (primary === 'end-warm-transfer' && heldCall !== 'none') return heldGuidance(heldCall);
  if (primary === 'verify' && facts.byMail) return '登録番号へ電話して、本人確認をします。';
  if (primary === 'take' && heldCall === 'waiting') return 'お客様が電話口でお待ちです。受領して担当者になり、電話を引き受けます。';
  return (primary === undefined ? undefined : guidanceOfPrimary[primary]) ?? guidanceByLine(facts);
}

/** What there is to do where no act stands out: on whose side the inquiry is. */
function guidanceByLine(facts: PanelFacts): string {
  const { inquiry, viewer } = facts;
  if (viewer !== 'second' && (inquiry.status === 'second_line_work' || inquiry.status === 'report_review')) return besideTheSecondLine(inquiry);
  if (viewer !== 'first' && (inquiry.status === 'hearing' || inquiry.status === 'first_line_work')) return '一次受付窓口が対応しています。';
  if (inquiry.status === 'report_review' && inquiry.reportApprovedBy !== null) return '報告書は確認済みです。報告書のページから、お客様へ報告します。';
  return inquiry.status === 'hearing' ? duringHearing(facts) : guidanceOf[inquiry.status];
}
