import { expect, it } from 'vitest';
import { openWriter } from '../../src/platform/data-sources.js';
import { freshDatabase, databaseKinds, schema } from '../support/databases.js';

it('x', async () => {
  for (const kind of databaseKinds()) {
    const d = await freshDatabase(kind);
    const w = await openWriter(d.target, schema);
    const log = await w.driver.createSchemaBuilder().log();
    const q = log.upQueries.map((x) => x.query);
    console.log(kind, q);
    await w.destroy();
    await d.remove();
    expect(q.filter((x) => /customer|contact|partner|desk|contract|import|affil|succession|provider/.test(x))).toEqual([]);
  }
});
