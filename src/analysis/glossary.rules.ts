import { attackStages } from '../hearing/sheet-definition.schemas.js';
import { plainStageLabels, stageLabels } from './attack-progress.rules.js';
import { latin, logWord } from './plain-words.rules.js';

interface Entry {
  readonly term: string;
  readonly pattern: RegExp;
  readonly meaning: string;
}

/** The steps of an attack are named in every report; two of them are explained with the words below. */
const explainedBelow: ReadonlySet<string> = new Set(['command_and_control', 'lateral_movement']);

/** How far it has got is told by the names of the steps. */
const steps: readonly Entry[] = attackStages
  .filter((stage) => !explainedBelow.has(stage))
  .map((stage) => ({ term: stageLabels[stage], pattern: new RegExp(stageLabels[stage].replace(/（.*/u, ''), 'u'), meaning: `攻撃の段階の1つで、${plainStageLabels[stage]}のことです。` }));

/** Words of a report that its reader may not know, with what they mean: all that `plain-words.rules.ts` asks to say plainly, and some more. */
const words: readonly Entry[] = [
  { term: 'C&C（遠隔操作）', pattern: /C&C|C2|遠隔操作/u, meaning: '攻撃者が、侵入した端末へ外部から指示を送る通信のことです。' },
  { term: 'マルウェア', pattern: /マルウェア/u, meaning: 'コンピューターに害を与える目的で作られたプログラムの総称です。' },
  { term: 'ランサムウェア', pattern: /ランサムウェア/u, meaning: 'ファイルを暗号化するなどして使えなくし、元に戻すことと引き換えに金銭を要求するマルウェアです。' },
  { term: '横展開', pattern: /横展開|感染拡大|ラテラルムーブメント|lateral movement/iu, meaning: '侵入した端末を足がかりに、社内のほかの端末やサーバーへ侵入を広げることです。' },
  { term: 'UTM', pattern: latin('UTM'), meaning: 'ファイアウォールや不正サイトの遮断など、複数の防御機能を1台にまとめた機器です。' },
  { term: 'Proxy（プロキシー）', pattern: /Proxy|プロキシ/iu, meaning: '社内からインターネットへの接続を中継し、記録や制限を行う仕組みです。' },
  { term: 'ファイアウォール', pattern: /ファイア?ウォール|(?<![A-Za-z0-9])(?:FW|firewall)(?![A-Za-z0-9])/iu, meaning: 'ネットワークの境界で、通してよい通信かどうかを判断する仕組みです。' },
  { term: 'EDR', pattern: latin('EDR'), meaning: '端末の動きを記録し、不審な動きを検知・対処する製品です。' },
  { term: 'IDS・IPS・NDR・SIEM', pattern: latin('IDS|IPS|NDR|SIEM'), meaning: '通信や記録を見張り、不審な動きを知らせる仕組みです。' },
  { term: 'ログ', pattern: logWord, meaning: '機器やソフトウェアが残す、いつ何をしたかの記録です。' },
  { term: '多要素認証', pattern: /多要素認証/u, meaning: 'パスワードに加えて、別の手段でも本人であることを確かめる方法です。' },
  { term: 'ToR', pattern: latin('ToR'), meaning: '通信元を分かりにくくする仕組みです。業務で使うことはまれです。' },
  { term: 'Exploit kit', pattern: /エクスプロイト|(?<![A-Za-z0-9])exploit(?![A-Za-z0-9])/iu, meaning: 'ソフトウェアの弱点を突く攻撃をまとめた道具です。' },
  { term: '脆弱性', pattern: /脆弱性|ゼロデイ/u, meaning: 'ソフトウェアや設定にある、攻撃に使われるおそれのある弱点です。対策がまだないものをゼロデイといいます。' },
  { term: 'CVE', pattern: latin('CVE(?:-\\d{4}-\\d+)?'), meaning: '公表されたソフトウェアの弱点に付けられる、世界共通の番号です。' },
  { term: '侵害指標（IoC）', pattern: /侵害指標|インジケーター|(?<![A-Za-z0-9])IoCs?(?![A-Za-z0-9])/iu, meaning: '攻撃に使われた通信先やファイルなど、攻撃を見つける手がかりになる値です。' },
  { term: 'TTP', pattern: latin('TTPs?'), meaning: '攻撃者の手口のことです。' },
  { term: 'APT', pattern: latin('APT'), meaning: '特定の組織を狙い、長い時間をかけて行われる攻撃です。' },
  { term: 'ATT&CK・キルチェーン', pattern: /ATT&CK|キルチェーン/iu, meaning: '攻撃がどの段階まで進んだかを整理するための、共通の枠組みです。' },
  { term: 'ペイロード・ドロッパー', pattern: /ペイロード|ドロッパー|ダウンローダ/u, meaning: '攻撃に使うプログラムや、それを端末に送り込むプログラムです。' },
  { term: 'バックドア', pattern: /バックドア/u, meaning: '攻撃者が、あとから侵入するために残す入口です。' },
  { term: 'ビーコン', pattern: /ビーコン/u, meaning: '侵入した端末が、攻撃者へ定期的に送る合図の通信です。' },
  { term: '永続化', pattern: /永続化/u, meaning: '端末を再起動しても攻撃者のプログラムが動き続けるようにすることです。' },
  { term: 'DNS', pattern: latin('DNS'), meaning: '名前（ドメイン）から通信先の番号を調べる仕組みです。' },
  { term: 'Active Directory（AD）', pattern: latin('Active Directory|AD'), meaning: '社内のIDや端末をまとめて管理する仕組みです。' },
  { term: 'IPアドレス', pattern: /IPアドレス/u, meaning: 'ネットワークにつながる機器に付けられた番号です。' },
  { term: 'ドメイン', pattern: /ドメイン/u, meaning: 'インターネット上の通信先の名前です。' },
  { term: 'エンドポイント', pattern: /エンドポイント/u, meaning: 'パソコンやサーバーなどの端末のことです。' },
  { term: 'ハッシュ値', pattern: /ハッシュ/u, meaning: 'ファイルの中身から計算する、同じファイルかどうかを見分ける値です。' },
  { term: 'パケット', pattern: /パケット/u, meaning: 'ネットワークを流れる通信の、ひとまとまりの中身です。' },
  { term: 'フォレンジック', pattern: /フォレンジック/u, meaning: '端末などに残る記録を、証拠として保ちながら詳しく調べることです。' },
  { term: '検体', pattern: /検体/u, meaning: '調べる対象として取り出した、不審なファイルです。' },
  { term: 'クレデンシャル', pattern: /クレデンシャル/u, meaning: 'IDとパスワードなど、本人であることを示す情報です。' },
  { term: 'フィッシング', pattern: /フィッシング/u, meaning: '偽のメールや画面で、IDやパスワードなどを盗み取る手口です。' },
  { term: 'トリアージ', pattern: /トリアージ/u, meaning: '急ぐものから対応するために、優先順位を決めることです。' },
  { term: '「hxxp」「[.]」の表記', pattern: /hxxp|\[\.\]/u, meaning: '誤って開かないよう、アドレスの一部を書き換えた表記です。' },
  { term: 'TLP', pattern: latin('TLP'), meaning: '情報を共有してよい範囲を示す国際的な区分です。' },
];

/** 用語解説: the terms that a text uses, in the order of the list, one line each. */
export function glossaryLines(text: string): readonly string[] {
  const read = text.normalize('NFKC');
  return [...steps, ...words].filter(({ pattern }) => read.search(pattern) >= 0).map(({ term, meaning }) => `・${term}：${meaning}`);
}
