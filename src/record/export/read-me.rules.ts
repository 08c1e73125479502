import { formatDateTime } from '../../calendar/japanese-time.js';
import type { Instant } from '../../platform/clock.js';

/** What stands at the top of an export, for whoever opens it years from now. */
export function readMe(customerName: string, at: Instant, counts: { readonly tables: number; readonly files: number }): string {
  return `SOC in Pocket インシデント対応支援サービス　データの返還

対象　　：${customerName}
作成日時：${formatDateTime(at)}

お預かりしていたデータを、特別なソフトウェアなしで読める形式でお返しします。

■ 内容
・tables/　　　　　…… 登録内容とお問い合わせの記録（${counts.tables}ファイル）。NDJSON形式（1行が1件のJSON、文字コードはUTF-8）です。
・mails/received/　…… お送りいただいたメールの原本（.eml）
・mails/sent/　　　…… 当窓口からお送りしたメール（.eml）
・files/　　　　　　…… ご提供いただいたログ・証跡のファイル（受け取ったままの内容）
・manifest.json　　…… すべてのファイルの一覧と、SHA-256のハッシュ値

メールとファイルは合わせて${counts.files}件です。内容が変わっていないことは、manifest.json のハッシュ値と照らし合わせて確かめられます。
日時は、1970年1月1日0時（UTC）からのミリ秒の数値です。日本時間にするには9時間を加えてください。

■ 含まれないもの
・当窓口の分析担当者が作業のために作成した記録（利用者様に開示していない情報を含むもの）
・対応の経過の記録（ID・日時・状態のみで、個人情報と内容を含まないもの）
`;
}
