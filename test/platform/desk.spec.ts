import { describe, expect, it } from 'vitest';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk } from '../support/desk.js';

describe.each(databaseKinds())('a desk on %s', (database) => {
  it('starts on a port of its own and lets in who is signed in', async () => {
    const desk = await startTestDesk({ database });
    try {
      const { client, api } = await desk.signIn('service_owner');
      expect((await desk.anonymous().get('/api/v1/me')).status).toBe(401);
      expect((await api.get('/api/v1/me')).status).toBe(200);
      expect((await client.get('/api/v1/me')).status).toBe(200);
    } finally {
      await desk.close();
    }
  });
});
