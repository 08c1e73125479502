import { it } from 'vitest';
import { onBothDatabases } from '../support/databases.js';
import { startSmtpSink } from '../support/smtp-sink.js';
import { expectSentOnceEach } from './two-workers.js';

// outbox-faults.spec.ts sends 200.
onBothDatabases('the outbox with a thousand mails', (open) => {
  it('R07: two workers send 1,000 mails once each, those of an inquiry in their order', async () => {
    const sink = await startSmtpSink();
    try {
      await expectSentOnceEach(await open(), sink, 20);
    } finally {
      await sink.close();
    }
  });
});
