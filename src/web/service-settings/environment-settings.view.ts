import type { Config } from '../../config.js';

/** A setting that only the environment gives, with its value and why no page may change it. */
export interface EnvironmentSetting {
  readonly label: string;
  readonly value: string;
  readonly because: string;
}

const address = '画面から変えると、この画面自体を開けなくなるおそれがあるため。';
const secret = '画面やデータベースのバックアップに、秘密を残さないため。';
const machine = 'このサーバーの置き場所を示すもので、再起動が必要なため。';
const trust = '画面に入れた人が、確認の仕組みそのものを外せないようにするため。';

/** What the environment decides, in words; secrets are said to be there and never shown. */
export function environmentSettings(config: Config): readonly EnvironmentSetting[] {
  const { smtp, dkim, oidc, files, clamd } = config;
  return [
    { label: '開くアドレス', value: config.baseUrl, because: address },
    { label: '待ち受け', value: `${config.host}:${config.port}`, because: address },
    { label: '信頼するプロキシ', value: config.trustedProxies.join('、') || 'なし', because: trust },
    { label: 'データベース', value: config.database.kind === 'postgres' ? 'PostgreSQL' : 'SQLite（1台で動かすとき）', because: machine },
    { label: 'ファイルの置き場所', value: files.kind === 's3' ? `S3互換のサーバー（${files.settings.bucket}）` : 'このサーバーのフォルダー', because: machine },
    { label: 'お預かりするファイルの上限', value: `${Math.floor(config.uploadMaxBytes / 1024 / 1024)} MB`, because: 'ディスクの空きに合わせて決めるものであるため。' },
    { label: 'ウイルス検査', value: clamd === undefined ? 'なし（ファイルは「未検査」と表示します）' : 'あり', because: machine },
    { label: '送信メールサーバー', value: smtp === undefined ? 'なし' : `${smtp.host}:${smtp.port}（${smtp.tls === 'required' ? '暗号化あり' : '暗号化なし'}）`, because: secret },
    { label: 'メールの署名（DKIM）', value: dkim === undefined ? 'なし' : `${dkim.selector}._domainkey.${dkim.domain}`, because: secret },
    { label: 'メールのドメイン', value: config.mailDomain, because: 'DNSとメールサーバーの設定と合わせて変えるものであるため。' },
    { label: '認証結果を信じるメールサーバー', value: config.authservId ?? 'なし', because: trust },
    { label: '社内アカウントでのサインイン', value: oidc === undefined ? 'なし' : oidc.issuer, because: trust },
    { label: '暗号の鍵', value: config.secretKey === undefined ? 'なし' : 'あり（表示しません）', because: secret },
  ];
}
