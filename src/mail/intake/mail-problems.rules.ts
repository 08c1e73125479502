import type { Head } from './header-lines.rules.js';
import type { BodyAndFiles } from './mime-parts.js';
import type { MimeTree } from './mime-tree.rules.js';

/** What was not as it should be with a message, each with what a person is told. */
export const problemTexts = {
  no_head: 'ヘッダーがありません。',
  head_broken: 'ヘッダーに壊れた行があるか、本文との間の空行がありません。',
  no_sender: '差出人（From）の行がありません。',
  several_senders: '差出人（From）の行が複数あります。',
  sender_in_doubt: '差出人（From）の書き方に誤りがあり、アドレスを1つに決められません。',
  charset_guessed: '文字コードの指定がないか誤っているため、内容から推定しました（文字コード推定）。',
  boundary_missing: '区切り（boundary）が指定どおりに見つかりません。',
  end_missing: '終わりの区切りがありません。途中で切れている可能性があります。',
  text_after_end: '終わりの区切りより後ろにも内容があります（原本に残っています）。',
  encoding_broken: 'Base64などの符号化が壊れている部分があります。読めるところまで読みました。',
  too_deep: '入れ子が深すぎる部分は、分けずに1つのファイルとして残しました。',
  file_in_text: '本文の中に書き込まれたファイル（uuencode、yEnc）を添付ファイルとして取り出しました。',
  winmail: 'Outlook独自の形式（winmail.dat）の添付ファイルがあります。中身は取り出していません。',
  encrypted: '暗号化されたメールです。中身は読めません。',
  external_part: '本文が外部にあると指定されています（取得しません）。',
} as const;
export type MailProblem = keyof typeof problemTexts;

/** All that problems are told from. */
export interface ReadMail {
  readonly head: Head;
  readonly tree: MimeTree;
  readonly body: BodyAndFiles;
  readonly senderKnown: boolean;
  readonly fromLines: number;
}

/** The problems of a message, in the order of the table. */
export function mailProblems({ head, tree, body, senderKnown, fromLines }: ReadMail): MailProblem[] {
  const types = tree.leaves.map((leaf) => leaf.type.value);
  const found: Readonly<Record<MailProblem, boolean>> = {
    no_head: head.lines.length === 0,
    head_broken: !head.clean,
    no_sender: fromLines === 0,
    several_senders: fromLines > 1,
    sender_in_doubt: fromLines === 1 && !senderKnown,
    charset_guessed: body.guessed,
    boundary_missing: tree.faults.has('boundary_missing'),
    end_missing: tree.faults.has('end_missing'),
    text_after_end: tree.faults.has('text_after_end'),
    encoding_broken: tree.faults.has('encoding_broken'),
    too_deep: tree.faults.has('too_deep'),
    file_in_text: body.inText,
    winmail: types.some((type) => /^application\/(?:vnd\.)?ms-tnef$/.test(type)) || body.files.some(({ name }) => /^winmail\.dat$/i.test(name)),
    encrypted: types.includes('application/pgp-encrypted') || tree.leaves.some((leaf) => /^application\/(?:x-)?pkcs7-mime$/.test(leaf.type.value) && !/signed/.test(leaf.type.parameters.get('smime-type') ?? '')),
    external_part: types.includes('message/external-body'),
  };
  const order = Object.keys(problemTexts);
  return Object.entries(found).filter(([, is]) => is).map(([name]) => name).filter(isProblem).toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
}

function isProblem(name: string): name is MailProblem {
  return name in problemTexts;
}
