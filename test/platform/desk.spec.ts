import { describe, expect, it } from 'vitest';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk } from '../support/desk.js';

describe.each(databaseKinds())('a desk on %s', (database) => {
  it('starts on a port of its own and answers', async () => {
    const desk = await startTestDesk({ database });
    try {
      const answer = await desk.anonymous().get('/no-such-page');
      expect(answer.status).toBeGreaterThanOrEqual(300);
      expect(answer.status).toBeLessThan(500);
    } finally {
      await desk.close();
    }
  });
});
