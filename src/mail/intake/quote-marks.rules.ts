/** Stands in a text where the HTML says that a quotation begins. A private character no mail is written with. */
export const quoteMark = '\uE0F1';

/** A day as programs write it, in either order, with or without its weekday. */
const day = String.raw`(?:\d{4}\s?(?:年|\/|-|\.)\s?\d{1,2}\s?(?:月|\/|-|\.)\s?\d{1,2}\s?日?|\d{1,2}[\/.]\d{1,2}[\/.]\d{2,4})`;
const wroteJa = String.raw`(?:のメール|のメッセージ|の書き込み|(?:さん|様|氏)?(?:は|が|より)?[、,]?\s?(?:次のように)?書(?:きました|いた|き込みました)|(?:さん)?は以下のように書きました|wrote|writes|schrieb|a écrit|escribió|ha scritto)`;

/** Lines that programs write above what they quote (security.md 4.4). Each is matched against one line without its marks. */
export const introductions: readonly RegExp[] = [
  // Gmail, Yahoo!メール, Android: a date, somebody, an address.
  new RegExp(String.raw`^[(（]?${day}[^<>@]{0,120}(?:<?(?:mailto:)?[^\s<>@]{1,100}@[^\s<>@]{1,100}>?|<[^<>]{3,120}>)\s{0,3}[)）]?\s{0,3}[:：]?$`, 'u'),
  // Apple, old Gmail, Thunderbird: a date, somebody, "のメール:".
  new RegExp(String.raw`^[(（]?${day}.{0,160}${wroteJa}\s{0,3}[:：]?$`, 'u'),
  // Somebody, a date, "に書きました".
  new RegExp(String.raw`^\S.{0,80}(?:さん|様)?(?:は|が)\s?${day}.{0,40}書きました\s{0,3}[:：]?$`, 'u'),
  /^(?:On|El|Le|Am|Il|Den|Op)\s.{5,250}\s(?:wrote|writes|escribió|a écrit|schrieb|ha scritto|skrev|schreef)\s?[:：]?$/iu,
  /^.{1,80}(?:さん|様|氏)(?:は|が)?.{0,40}(?:書きました|wrote)\s?[:：]$/u,
  /^.{1,120}<[^\s<>@]{1,100}@[^\s<>@]{1,100}>\s?(?:wrote|writes|さんは書きました|書きました)\s?[:：]$/u,
  /^In (?:message|article|reply to).{3,300}(?:wrote|writes|said)?\s?[:：]?$/iu,
  /^(?:-|=|_|─|━|―|－){2,}\s{0,3}.{0,120}(?:元のメッセージ|引用元メッセージ|引用元のメッセージ|オリジナルメッセージ|Original Message|Original Mail|Reply Message|返信元メッセージ|Mensaje original|Message d'origine|Ursprüngliche Nachricht).{0,20}(?:-|=|_|─|━|―|－){2,}$/iu,
  /^-{3,}\s?\S{1,100}@\S{1,100}\s(?:wrote|さんは書きました|が書きました)\s?[:：]\s?-{3,}$/iu,
  /^(?:-|─|━|―|－){2,}\s{0,3}この行より上に返信をご記入ください\s{0,3}(?:-|─|━|―|－){2,}$/u,
  /^-{3,}\s{0,3}.{0,40}(?:さん(?:は|が)|からの)(?:返信|メッセージ)\s{0,3}-{3,}$/u,
  // サイボウズ: a rule, then who and when.
  /^(?:-{3,}|－{3,}|─{3,})\s{0,3}(?:コメント|書き込み|返信元|元の書き込み)\s{0,3}(?:-{3,}|－{3,}|─{3,})$/u,
];

/** What is forwarded is the evidence, not a quotation. */
export const forwards =
  /^[-_=─\s]{0,80}(?:転送メッセージ|転送されたメッセージ|転送されたメール|メッセージを転送|ここから転送|転送するメッセージ|(?:Begin )?forwarded message|Forwarded by .{1,100}|Weitergeleitete Nachricht)\s?[:：]?[-_=─\s]{0,80}$/iu;
export const forwardSubject = /^\s*(?:fw|fwd|転送|tr|wg)\s*[:：]/iu;

const keys: Readonly<Record<string, string>> = {
  差出人: 'from', 送信者: 'from', 送信元: 'from', From: 'from', Von: 'from', De: 'from',
  送信日時: 'date', 送信日: 'date', 日付: 'date', 日時: 'date', 受信日時: 'date', Sent: 'date', Date: 'date', Gesendet: 'date', Envoyé: 'date',
  宛先: 'to', 送信先: 'to', To: 'to', An: 'to', À: 'to',
  件名: 'subject', Subject: 'subject', Betreff: 'subject', Objet: 'subject',
  CC: 'cc', Cc: 'cc', 'ＣＣ': 'cc', 同報: 'cc', 'Reply-To': 'reply', 'Message-ID': 'id', 重要度: 'other', 添付ファイル: 'other',
};
const keyLine = new RegExp(String.raw`^[\s>*＞]{0,10}(${Object.keys(keys).join('|')})\s{0,3}\*{0,2}\s{0,3}[:：]\*{0,2}`, 'iu');
const byLowerCase = new Map(Object.entries(keys).map(([key, meaning]) => [key.toLowerCase(), meaning]));

/** What a line of a quoted head says: `from`, `date`, …; undefined for other lines. */
export function quotedHeaderKey(line: string): string | undefined {
  const key = keyLine.exec(line.slice(0, 60))?.[1];
  return key === undefined ? undefined : byLowerCase.get(key.toLowerCase());
}

/** Marks in front of quoted lines, as mailers and people set them; a table between bars is none. */
export function isQuoted(line: string): boolean {
  if (/^[\s\u3000]{0,20}(?:>|＞|&gt;)/u.test(line)) return true;
  return /^[\s\u3000]{0,20}[｜|]/u.test(line) && !/[｜|]\s*$/u.test(line.slice(-20));
}

/** A rule above a quoted head. */
export function isRule(line: string | undefined): boolean {
  return line !== undefined && line.length < 200 && /^[\s>]*[_\-=─━－＿]{5,}\s*$/u.test(line);
}

/** Lines that programs of telephones add. */
export function isMobileTail(line: string): boolean {
  return /^.{0,60}(?:から送信(?:されました)?|を入手(?:<.{0,200}>|\s?[[(<].{0,200})?|Sent from (?:my |Mail |Yahoo).{0,60}|Get Outlook for .{0,80})[.。]?$/iu.test(line.trim());
}

/** Words by which somebody says that his answers stand inside what he quotes: Outlook marks nothing. */
const inside = /インライン|inline|赤字|青字|朱書き|(?:本文|文)中(?:に|で|へ|にて)/iu;
const below = /(?:下記|以下|下)(?:の(?:本文|メール|各項目|質問))?に(?:て)?(?:、)?(?:直接|そのまま|それぞれ|各々)?(?:ご)?(?:回答|記入|記載|返信|追記)/u;

/** Whether the lines above a quotation announce answers inside it: in plain words anywhere, in looser ones right above. */
export function announcesInlineAnswers(own: readonly string[]): boolean {
  const written = own.map((line) => line.slice(0, 200)).filter((line) => line.trim() !== '');
  return written.some((line) => inside.test(line)) || written.slice(-3).some((line) => below.test(line));
}
