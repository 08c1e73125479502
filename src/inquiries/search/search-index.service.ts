import { Injectable } from '@nestjs/common';
import { Db, type Tx } from '../../platform/db.js';
import { sql, sqlList } from '../../platform/sql.js';
import { insert } from '../../platform/write.js';
import { foldText } from './folded-text.rules.js';
import { indexGrams, storedTokens } from './grams.rules.js';
import { documentNumber } from './document-number.rules.js';
import { SearchDocumentRow } from './search-document.entity.js';
import { SearchTexts, type SearchText } from './search-texts.js';

/** A change that has not reached the index. */
interface Stale {
  readonly id: number;
  readonly inquiryId: string;
}

interface Indexed {
  readonly inquiryId: string;
  readonly documentId: number;
  readonly tokens: readonly string[];
}

/** Changes of one transaction, so that nobody waits long for it. */
const batchSize = 50;

/**
 * Keeps the index. Triggers note in each transaction which inquiries changed; the tokens follow
 * within seconds, so that a call is taken at the price of one small row, and a page is always
 * checked against the texts themselves.
 */
@Injectable()
export class SearchIndex {
  constructor(
    private readonly db: Db,
    private readonly texts: SearchTexts,
  ) {}

  /** Indexes the next inquiries that changed and says how many changes are done with; 0 when there is nothing left. */
  async next(): Promise<number> {
    const stale = await this.#stale();
    // Read after the change was seen: whatever changes from here on is noted once more.
    const indexed = await this.#tokensOf([...new Set(stale.map(({ inquiryId }) => inquiryId))]);
    if (stale.length > 0) await this.db.tx((tx) => this.#settle(tx, stale, indexed));
    return stale.length;
  }

  /** Empties the index and notes every inquiry as changed, oldest first; returns how many there are. */
  async restart(): Promise<number> {
    await this.db.tx(async (tx) => {
      for (const table of [sql`search_tokens`, sql`search_document`, sql`search_stale`]) await this.db.execute(tx, sql`DELETE FROM ${table}`);
      await this.db.execute(tx, sql`INSERT INTO search_stale (inquiry_id) SELECT id FROM inquiry ORDER BY received_at, id`);
    });
    return (await this.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM inquiry`))?.n ?? 0;
  }

  /** Takes inquiries out of the index in the transaction that erases their texts (E3); what remains is indexed anew. */
  async forget(tx: Tx, inquiryIds: readonly string[]): Promise<void> {
    const documents = sql`SELECT id FROM search_document WHERE inquiry_id IN ${sqlList(inquiryIds)}`;
    await this.db.execute(tx, sql`DELETE FROM search_tokens WHERE ${this.#key()} IN (${documents})`);
    await this.db.execute(tx, sql`DELETE FROM search_document WHERE inquiry_id IN ${sqlList(inquiryIds)}`);
  }

  /** The same for good: nothing is left to be indexed of them either, and no trace of their tokens in the index. */
  async expunge(tx: Tx, inquiryIds: readonly string[]): Promise<void> {
    await this.forget(tx, inquiryIds);
    await this.db.execute(tx, sql`DELETE FROM search_stale WHERE inquiry_id IN ${sqlList(inquiryIds)}`);
    // A deleted document leaves its tokens in the segments of FTS5 until those are written anew.
    if (this.db.dialect === 'sqlite') await this.db.execute(tx, sql`INSERT INTO search_tokens (search_tokens) VALUES ('optimize')`);
  }

  async #stale(): Promise<readonly Stale[]> {
    const rows = await this.db.rows<{ id: number | string; inquiryId: string }>(
      sql`SELECT id, inquiry_id AS "inquiryId" FROM search_stale ORDER BY id LIMIT ${batchSize}`,
    );
    return rows.map(({ id, inquiryId }) => ({ id: Number(id), inquiryId }));
  }

  async #tokensOf(inquiryIds: readonly string[]): Promise<readonly Indexed[]> {
    if (inquiryIds.length === 0) return [];
    const texts = await this.texts.of(inquiryIds, ['open', 'restricted']);
    const rows = await this.db.rows<{ id: string; number: string; supportDeskId: string | null; providerId: string | null }>(
      sql`SELECT id, number, support_desk_id AS "supportDeskId", provider_id AS "providerId" FROM inquiry WHERE id IN ${sqlList(inquiryIds)}`,
    );
    return rows.map(({ id, number, supportDeskId, providerId }) => {
      const all = texts.get(id) ?? [];
      const [open, restricted] = [gramsOf(all, 'open'), gramsOf(all, 'restricted')];
      return { inquiryId: id, documentId: documentNumber(number), tokens: storedTokens({ open, restricted, supportDeskId, providerId }) };
    });
  }

  /** Of two processes that read the same change only the one that takes it off the list may write: the other has read less. */
  async #settle(tx: Tx, stale: readonly Stale[], indexed: readonly Indexed[]): Promise<void> {
    const ids = sqlList(stale.map(({ id }) => id));
    const lock = this.db.dialect === 'postgres' ? sql`ORDER BY id FOR UPDATE` : sql``;
    const taken = await this.db.rows<{ inquiryId: string }>(sql`SELECT inquiry_id AS "inquiryId" FROM search_stale WHERE id IN ${ids} ${lock}`);
    const mine = [...new Set(taken.map(({ inquiryId }) => inquiryId))];
    if (mine.length === 0) return;
    await this.db.execute(tx, sql`DELETE FROM search_stale WHERE id IN ${ids}`);
    await this.forget(tx, mine);
    const written = indexed.filter(({ inquiryId }) => mine.includes(inquiryId));
    if (written.length > 0) await insert(tx, SearchDocumentRow, written.map(({ documentId, inquiryId }) => ({ id: documentId, inquiryId })));
    for (const { documentId, tokens } of written) await this.#write(tx, documentId, tokens);
  }

  async #write(tx: Tx, documentId: number, tokens: readonly string[]): Promise<void> {
    const statement =
      this.db.dialect === 'postgres'
        ? sql`INSERT INTO search_tokens (id, tokens) VALUES (${documentId}, ${tokens.map((token) => `'${token}'`).join(' ')}::tsvector)`
        : sql`INSERT INTO search_tokens (rowid, tokens) VALUES (${documentId}, ${tokens.join(' ')})`;
    await this.db.execute(tx, statement);
  }

  #key() {
    return this.db.dialect === 'postgres' ? sql`id` : sql`rowid`;
  }
}

function gramsOf(texts: readonly SearchText[], reach: SearchText['reach']): Set<string> {
  const grams = new Set<string>();
  for (const text of texts) {
    if (text.reach !== reach) continue;
    for (const gram of indexGrams(foldText(text.body).folded)) grams.add(gram);
  }
  return grams;
}
