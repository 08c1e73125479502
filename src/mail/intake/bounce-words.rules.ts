/** Senders that are programs. The domain may be missing, as in `From: MAILER-DAEMON`. */
export const systemSenders =
  /^(?:mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|postmaster|post_master|pmaster|double-bounce|bounces?(?:[-+.][^@]*)?|microsoftexchange[\da-f]*|mail-?deliver[^@]*|mail-?system|mailadmin|mmdf|smtp-?gateway|amavis)(?:@|$)/i;

/** The names such programs give themselves. */
export const systemNames =
  /^(?:internet )?(?:mail(?:er)?[- ]?(?:daemon|deliver(?:y|er)?(?: (?:sub)?system)?|system|server|gateway)|system administrator|postmaster|delivery (?:sub)?system|courier mail server.*|interscan.*|m-?filter.*|メール(?:配送|配信)(?:システム|サブシステム)|システム管理者)$/i;

const english = [
  'undeliver(?:able|ed)', 'un-?deliverable', 'undelivered mail', 'delivery (?:status notification|status|failure|failed|error|has failed|report|problem|delayed)', 'delivery[ _]failure', 'delivery notification',
  'returned (?:e-?)?mail', 'mail (?:delivery|system|status|failure|error|could not|was rejected|not delivered|returned)', 'e-?mail (?:delivery|undeliver|could not)', 'message (?:delivery|undeliver|failure|frozen|could not|not delivered|was not)',
  'failure (?:notice|delivery|notification)', '(?:permanent |temporary )?delivery (?:fail|error)', 'failed (?:mail|delivery)', 'fail(?:ed|ure)? to deliver', 'non-?deliver', 'notice: mail delivery', 'warning: (?:message|could not|e-?mail|delayed|mail)',
  'could not (?:be delivered|deliver|send)', 'sorry, your message', 'there was an error sending your mail', 'reject(?:ed)? mail', 'spam mail from .{1,40} is rejected', 'you .{1,200} are not (?:a )?member', '(?:ignored )*not member article', 'errors? (?:in forwarding|message)', 'error\\(s\\) in', 'problem delivering', 'postmaster notify', '\\[bounce\\]', 'bounced mail',
  'surfcontrol e-?mail', 'message you sent (?:was )?blocked', 'banned (?:contents?|file)', 'virus .{0,80} in mail (?:from|to) you', 'considered unsolicited bulk', 'loop alert', 'delayed mail', 'your message (?:could not|was not|to .{1,200} (?:could|was) not)', 'mailbox (?:full|unavailable)', 'unable to deliver',
].join('|');
const japanese = [
  '配信不能', '配信(?:が)?できません', '配信(?:に)?失敗', '配信エラー', '配送不能', '配送エラー', '配達不能', '配信不可', '未配信', '未達', '不達', '送信(?:が)?できません', '送信(?:に)?失敗', '送信エラー', '宛先不明', 'エラーメール', 'メールエラー(?:通知|のお知らせ)\\s{0,3}$', 'リターンメール', '返送(?:メール|されました)', '戻りメール', 'メールを(?:お届け|配信|配送|送信)できません', 'メッセージを配信できません', 'メール配信に失敗', '配信遅延', '配信状態通知', '配信状況通知',
].join('|');
const others = 'unzustellbar|nicht zustellbar|zustellung|non[_ ]remis|non[_ ]rimesso|impossible (?:de remettre|à livrer)|no se puede entregar|no entregado|não (?:foi possível|entregue)|onbestelbaar|olevererbart|levereras inte|недоставлен|не удается доставить|сообщение не доставлено|退信|系统退信|无法投递|無法傳遞|배달되지|(?:메일 )?전송 실패';

/** A subject of a bounce stands at the beginning; a person’s question about one has it further on, or behind `Re:`. */
export const bounceSubject = new RegExp(`^[\\s*【\\[（(!"]*(?:(?:auto(?:matic(?:ally)?)?(?: generated)?|system|notice|notification|お知らせ|自動送信|メール)[:：\\s】\\]-]*)?(?:${english}|${japanese}|${others})`, 'iu');

/** Some servers say it behind the subject of what came back. */
export const bounceEnding = /(?:[:：]\s{0,3}(?:non remis|undeliver(?:able|ed)|配信不能|不達)|[(（](?:delivery failed|undeliver(?:able|ed)|not delivered|配信不能|不達)[)）])\s{0,3}$/iu;

/** Subjects that tell of a bounce only where a mail server speaks: a person has such errors too. */
export const systemSubject = /^[\s*【[（(!"]{0,10}(?:processing error|mail(?:er)? (?:delivery )?(?:warning|problem|error)|(?:automatically|message|mail) rejected|delivery warning|warning: )/i;

/** How a person speaks who asks about a bounce under its own subject; no server greets or asks. */
export const personAsks = /でしょうか|ですか|ますか|教えて|お世話に(?:なって|なり)/u;

/** Broader words of failure, for texts of mail servers alone. */
export const systemFailure =
  /deliver|undeliv|bounce|reject|refus|fail|denied|not accept|(?:recipient|addressee?|mailbox|user|host)[^]{0,80}(?:unknown|not|invalid|error|disabled|full)|配信|配送|配達|宛先|不達|届/iu;

/** Names that nobody but such a program bears; an administrator who writes has a name of his own. */
export const programNames = /^(?:internet )?mail(?:er)?[- ]?(?:daemon|deliver(?:y|er)?|system)\b/i;

/** A sender without an address that begins with the name of such a program, as in `Postmaster@[10.0.0.1`. */
export const systemMalformed = /^["'<(\s]{0,10}(?:mailer[-_. ]?daemon|postmaster|mail (?:delivery )?(?:sub)?system|mail delivery)\b/i;

/** What bounces say in their text. */
export const bounceText = new RegExp(
  [
    '(?:could|can)(?:\\s+not|n.t|not) be (?:delivered|sent|reached)', '(?:was|has|were|is)(?: not|n.t)(?: been)? (?:be )?(?:able to deliver|delivered|deliverable|reach)', 'not be delivered', 'unable to (?:deliver|relay|send)', 'undeliver', 'delivery (?:has |to .{1,200} )?fail',
    'failed (?:permanently|recipient|address)', 'permanent(?:ly)? (?:fatal )?(?:errors?|fail)', 'fatal errors', 'did not reach', 'could not (?:deliver|be found|send)', 'returned to (?:the )?sender', 'delivery (?:attempts|failure|error|problem)', 'delayed',
    'user (?:is )?unknown', 'unknown (?:user|recipient|address|local)', 'no such (?:user|recipient|mailbox|address)', 'recipient (?:address )?(?:rejected|unknown|not|name is not)', 'mailbox (?:is )?(?:full|unavailable|not found|disabled)', 'over quota', 'host (?:unknown|not found)', 'failure reasons?',
    '(?:final-recipient|diagnostic-code|reporting-mta)\\s*:', 'blocked by', 'smtp error', '\\b[45]\\d\\d[ -]#?[45]\\.\\d{1,3}\\.\\d', '\\b55[0-4]\\b', 'not listed in', 'not a valid (?:user|recipient|address|mailbox)', 'was (?:rejected|refused|blocked)', 'not a member', 'original mail as follows', 'delivery of the e-?mail was stopped', 'loop alert', 'error sending your mail', 'account (?:is |has been )?(?:disabled|temporarily|over)', 'returned message', 'message text follows', 'has been frozen|was frozen',
    '配信(?:不能|でき|エラー|に失敗|され(?:ません|なかった))', '(?:配送|送信|送達|配達|お届け)(?:不能|でき(?:ません|なかった)|エラー|に失敗)', '届(?:きません|けられません|かなかった)', '宛先(?:不明|が(?:存在|見つか))', '(?:存在し(?:ない|ません)|見つかりません|ディレクトリのリストにありません)', '受信拒否', 'エラーが発生', '返送',
    'nicht zugestellt', 'pas pu [êe]tre (?:remis|distribu|d[ée]livr)', 'no se (?:ha podido|pudo|puede) entregar', 'не удалось доставить|не может быть доставлено', '无法(?:投递|送达)|未能送达|退回', '전송(?:되지|하지|이 실패)',
  ].join('|'),
  'iu',
);

/** How the texts of mail servers begin, be it as JSON for a program; a person who pastes one writes something above it. */
export const bounceOpening =
  /^[\s*>-]{0,20}(?:your mail (?:sent on|attempted to be delivered on)|this message was created automatically by (?:the )?(?:mail|e-?mail)|this is (?:the |a |an )?(?:mail (?:system|delivery)|automatic(?:ally)?|postfix|courier|delivery|permanent error)[^]{0,200}(?:deliver|fail|error|mail system at)|hi\. this is (?:the )?(?:qmail|deliver)|this report relates to a message|the (?:original )?message (?:that )?(?:was received at|you sent)[^]{0,300}(?:deliver|fatal|error|rejected)|your message[^]{0,400}(?:did not reach|was not delivered|could not be delivered|couldn.t be delivered|has been rejected|wasn.t delivered)|a message (?:\(from|that you sent|sent by)[^]{0,300}(?:not be delivered|failed|rejected|frozen|malformed)|delivery (?:to the following recipients?|has failed to these recipients)|the following (?:message to <|recipients?|addresses? had)|(?:sorry|i'm sorry|i'm afraid)[^]{0,80}(?:deliver|mailbox|user)|message could not be delivered|the user\(s\) account|each of the following recipients|undeliverable message|you are not a member of this (?:mailing )?list|\{[^]{0,2000}?\\?"(?:notification|event)type\\?"\s*:\s*\\?"bounce\\?"|-{3,}\s*(?:failure reasons|the following addresses had|transcript of session))/i;

/** How some providers pass on that a reader called a mail spam, where they do not send a report (RFC 5965). */
export const complaintSubject = /^\s{0,10}complaint about (?:a |your )?message from \[?(?:\d{1,3}\.|[\da-f]{1,4}:)/i;

/** Texts of programs that only say it takes longer, or that a mail arrived. */
const automaticWord =
  '自動(?:返信|応答|配信|送信|通知)|オートリプライ|不在(?:通知|の(?:お知らせ|連絡|ご連絡|案内)|応答|連絡|です|につき|のため|中)|(?:夏季|夏期|冬季|冬期|年末年始|臨時)?休(?:暇|業|み)(?:中|のお知らせ|のご連絡|通知|取得|いただ|をいただ)|(?:外出|出張|離席)(?:中|のお知らせ|のため)|退職(?:の(?:お知らせ|ご連絡|ご挨拶)|いたし|しました)|automatic reply|auto(?:matic|mated)?[ -]?(?:reply|response|responder|antwort)|autoreply|autoresponse|autorespond|out[ -]of[ -](?:the )?office|i am (?:out of|currently out|on vacation)|away from (?:my|the) (?:mail|office|desk)|vacation (?:reply|notice|message)|on vacation|abwesenheits|abwesend|automatische (?:antwort|abwesenheit)|réponse automatique|absence du bureau|respuesta automática|fuera de la oficina|resposta automática|risposta automatica|fuori sede|自动(?:回复|答复)|自動回覆|자동 ?(?:응답|회신)|부재중|автоматический ответ|автоматична відповідь|автоответ|automatyczn[ay] odpowied[zź]|odpowied[zź] automatyczna|autoodpowied[zź]|automatisch(?:e)? antwoord|automatiskt? svar|autosvar|automaattinen vastaus|automatick[aá] odpov[eě][dď]|automatikus v[aá]lasz|r[aă]spuns automat|otomatik (?:yan[ıi]t|cevap)|αυτόματη απάντηση|auto-?r[eé]ponse|reponse automatique|respuesta automatica|resposta automàtica|resposta automatica|afwezigheidsbericht|nieobecno[sś][cć]|poza biurem|開封(?:済み|確認|通知)|未開封';

/** A subject of an automatic answer, at its beginning, or marked so in brackets anywhere. */
export const automaticSubject = new RegExp(`^(?:\\s*(?:re|fw|fwd|aw|sv|odp|rv|tr|wg)\\s*[:：])*[\\s【\\[（(<＜*]*(?:auto:|${automaticWord})|[\\[【]\\s{0,3}(?:${automaticWord})\\s{0,3}[\\]】]`, 'iu');
