/** A word of the trade as it stands in a text, and what somebody says who is not of it. */
export interface PlainWord {
  readonly words: string;
  readonly plain: string;
}

/** A word in Latin letters that is no part of a longer one. */
export const latin = (words: string): RegExp => new RegExp(`(?<![A-Za-z0-9])(?:${words})(?![A-Za-z0-9])`, 'giu');

/** A record, and not the end of プログラム or the beginning of ログイン. */
export const logWord = /(?<!プ|ブ|カタ|ダイア)ログ(?!イン|オン|アウト|オフ)/gu;

const terms: readonly { readonly pattern: RegExp; readonly plain: string }[] = [
  { pattern: latin('C&C|C2'), plain: '外部からの遠隔操作' },
  { pattern: latin('IoCs?'), plain: '攻撃の手がかり' },
  { pattern: /侵害指標|インジケーター/gu, plain: '攻撃の手がかり' },
  { pattern: latin('TTPs?'), plain: '攻撃の手口' },
  { pattern: latin('APT'), plain: '特定の組織を狙う攻撃' },
  { pattern: latin('(?:MITRE )?ATT&CK'), plain: '攻撃の段階' },
  { pattern: /キルチェーン/gu, plain: '攻撃の段階' },
  { pattern: /マルウェア/gu, plain: '有害なプログラム' },
  { pattern: /ランサムウェア/gu, plain: 'ファイルを使えなくして金銭を要求する有害なプログラム' },
  { pattern: /ペイロード|ドロッパー|ダウンローダー?/gu, plain: '攻撃に使うプログラム' },
  { pattern: /バックドア/gu, plain: 'あとから侵入するための入口' },
  { pattern: /ビーコン/gu, plain: '外部への合図の通信' },
  { pattern: /横展開|ラテラルムーブメント/gu, plain: '社内のほかの端末への広がり' },
  { pattern: latin('lateral movement'), plain: '社内のほかの端末への広がり' },
  { pattern: /永続化/gu, plain: '再起動しても残る仕掛け' },
  { pattern: /エクスプロイト/gu, plain: '弱点を突く攻撃' },
  { pattern: latin('exploit(?: kit)?'), plain: '弱点を突く攻撃' },
  { pattern: /脆弱性/gu, plain: '弱点' },
  { pattern: latin('CVE(?:-\\d{4}-\\d+)?'), plain: '弱点' },
  { pattern: /ゼロデイ/gu, plain: '対策がまだない弱点' },
  { pattern: latin('ToR'), plain: '通信元を隠す仕組み' },
  { pattern: latin('UTM|FW|firewall'), plain: '社内と外部の境目を守る機器' },
  { pattern: /ファイア?ウォール/gu, plain: '社内と外部の境目を守る機器' },
  { pattern: latin('proxy'), plain: 'インターネットへの接続を中継する機器' },
  { pattern: /プロキシー?/gu, plain: 'インターネットへの接続を中継する機器' },
  { pattern: latin('EDR'), plain: '端末を見張るソフト' },
  { pattern: latin('IDS|IPS|NDR|SIEM'), plain: '通信を見張る仕組み' },
  { pattern: latin('DNS'), plain: '通信先の名前を調べる仕組み' },
  { pattern: latin('Active Directory|AD'), plain: '社員のIDを管理するサーバー' },
  { pattern: latin('IPアドレス'), plain: '通信先の番号' },
  { pattern: /ドメイン/gu, plain: '通信先の名前' },
  { pattern: /エンドポイント/gu, plain: '端末' },
  { pattern: logWord, plain: '通信や操作の記録' },
  { pattern: /ハッシュ値?/gu, plain: 'ファイルを見分ける番号' },
  { pattern: /パケット/gu, plain: '通信の中身' },
  { pattern: /フォレンジックス?/gu, plain: '端末の詳しい調査' },
  { pattern: /検体/gu, plain: '調べるファイル' },
  { pattern: /クレデンシャル/gu, plain: 'IDとパスワード' },
  { pattern: /フィッシング/gu, plain: '偽のメールや画面' },
  { pattern: /トリアージ/gu, plain: '優先順位を決めること' },
];

/** H5: the words of a text that whoever decides for the company may not know, each once; advice, never a refusal. */
export function wordsToSayPlainly(text: string): readonly PlainWord[] {
  const read = text.normalize('NFKC');
  return terms.flatMap(({ pattern, plain }) => [...new Set([...read.matchAll(pattern)].map(([words]) => words))].map((words) => ({ words, plain })));
}
