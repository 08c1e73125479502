// Texts for many inquiries and their index, made by the desk's own code.
import Database from 'better-sqlite3';
import { built } from '../support/real-desk.mjs';

const words = ['端末', '通信', '検知', '感染', '遮断', '通知', '経理', '総務', '添付', '暗号化', '管理者', '画面', '警告', '再起動', '英語', '接続先', '不審', 'ログ', 'サーバー', '社内'];

/** Gives every inquiry a note of some sentences and indexes all; returns inquiries a second. */
export async function fillSearch(file) {
  const database = new Database(file);
  database.pragma('synchronous = OFF');
  database.function('note', { deterministic: true }, (x) => noteOf(Number(x)));
  database.exec(`
    INSERT INTO inquiry_text (id, inquiry_id, kind, disclosure, body, created_at, created_by)
    SELECT printf('02a1fd1e-%04x-7%03x-8000-%012x', n / 65536, n % 4096, n), id, 'note', 'partner', note(n), created_at, NULL
    FROM (SELECT id, created_at, row_number() OVER (ORDER BY number) AS n FROM inquiry)`);
  database.exec('DELETE FROM search_stale');
  database.exec('INSERT INTO search_stale (inquiry_id) SELECT id FROM inquiry ORDER BY number');
  const [{ n }] = database.prepare('SELECT count(*) AS n FROM inquiry').all();
  database.close();
  const started = performance.now();
  await indexAll(file);
  return n / ((performance.now() - started) / 1_000);
}

async function indexAll(file) {
  const [{ openDb }, { entities }, { migrations }] = await Promise.all([built('src/platform/data-sources.js'), built('src/entities.js'), built('migrations/index.js')]);
  const [{ SearchIndex }, { SearchTexts }, { InquirySearchTexts }, { HearingSheets }] = await Promise.all(
    ['inquiries/search/search-index.service', 'inquiries/search/search-texts', 'inquiries/search/inquiry-search-texts', 'hearing/hearing-sheets.service'].map((name) => built(`src/${name}.js`)),
  );
  const db = await openDb({ kind: 'sqlite', file }, { entities, migrations });
  try {
    const texts = new SearchTexts();
    new InquirySearchTexts(db, new HearingSheets(db), texts).onModuleInit();
    const index = new SearchIndex(db, texts);
    while ((await index.next()) > 0);
  } finally {
    await db.close();
  }
}

/** The same every time; one in a thousand holds a rare word, each an address of its own. */
function noteOf(x) {
  const picked = Array.from({ length: 12 }, (_, index) => words[(x * (index * 7 + 3) + index * index) % words.length]);
  const address = `10.${x % 251}.${(x >> 3) % 241}.${(x * 7) % 239}`;
  return `${picked.slice(0, 6).join('の')}について。${picked.slice(6).join('を')}確認したい。接続先は ${address}、アラートは CTS-2026-${String(x).padStart(6, '0')}。${x % 1000 === 7 ? '蜃気楼という画面が出る。' : ''}`;
}
