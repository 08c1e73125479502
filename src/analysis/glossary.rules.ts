/** Words of a report that its reader may not know, with what they mean. */
const glossary: readonly { readonly term: string; readonly words: readonly string[]; readonly meaning: string }[] = [
  { term: 'C&C（遠隔操作）', words: ['C&C', 'C2', '遠隔操作'], meaning: '攻撃者が、侵入した端末へ外部から指示を送る通信のことです。' },
  { term: 'マルウェア', words: ['マルウェア'], meaning: 'コンピューターに害を与える目的で作られたプログラムの総称です。' },
  { term: 'ランサムウェア', words: ['ランサムウェア'], meaning: 'ファイルを暗号化するなどして使えなくし、元に戻すことと引き換えに金銭を要求するマルウェアです。' },
  { term: '横展開', words: ['横展開', '感染拡大'], meaning: '侵入した端末を足がかりに、社内のほかの端末やサーバーへ侵入を広げることです。' },
  { term: 'UTM', words: ['UTM'], meaning: 'ファイアウォールや不正サイトの遮断など、複数の防御機能を1台にまとめた機器です。' },
  { term: 'Proxy（プロキシー）', words: ['Proxy', 'プロキシ'], meaning: '社内からインターネットへの接続を中継し、記録や制限を行う仕組みです。' },
  { term: 'ファイアウォール', words: ['ファイアウォール', 'FW'], meaning: 'ネットワークの境界で、通してよい通信かどうかを判断する仕組みです。' },
  { term: 'EDR', words: ['EDR'], meaning: '端末の動きを記録し、不審な動きを検知・対処する製品です。' },
  { term: 'ログ', words: ['ログ'], meaning: '機器やソフトウェアが残す、いつ何をしたかの記録です。' },
  { term: '多要素認証', words: ['多要素認証'], meaning: 'パスワードに加えて、別の手段でも本人であることを確かめる方法です。' },
  { term: 'ToR', words: ['ToR', 'Tor'], meaning: '通信元を分かりにくくする仕組みです。業務で使うことはまれです。' },
  { term: 'Exploit kit', words: ['Exploit kit', 'エクスプロイト'], meaning: 'ソフトウェアの弱点を突く攻撃をまとめた道具です。' },
  { term: '脆弱性', words: ['脆弱性'], meaning: 'ソフトウェアや設定にある、攻撃に使われるおそれのある弱点です。' },
  { term: '「hxxp」「[.]」の表記', words: ['hxxp', '[.]'], meaning: '誤って開かないよう、アドレスの一部を書き換えた表記です。' },
  { term: 'TLP', words: ['TLP'], meaning: '情報を共有してよい範囲を示す国際的な区分です。' },
];

/** 用語解説: the terms that a text uses, in the order of the list, one line each. */
export function glossaryLines(text: string): readonly string[] {
  return glossary.filter(({ words }) => words.some((word) => text.includes(word))).map(({ term, meaning }) => `・${term}：${meaning}`);
}
