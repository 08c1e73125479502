import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that take longest, the longest first. On a fresh clone vitest knows no times and goes by the
 * size of files; then a short file of long tests comes last, and one worker runs it while the other waits.
 */
const long = [
  'browser/axe', 'browser/days', 'web/fuzz', 'reliability/mail-load', 'reliability/kill', 'customers/import', 'browser/story', 'architecture/walls', 'reliability/thousand-writers',
  'record/backup', 'browser/hostile-mails', 'mail/outbox-delivery', 'mail/imap-watch', 'record/commands', 'mail/outbox-kill', 'mail/outbox-faults', 'inquiries/waiting', 'record/audit-verify',
].map((name) => `/test/${name}.spec.ts`);

/** Starts the long files first, the others in vitest's own order. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const index = long.findIndex((name) => moduleId.endsWith(name));
      return index === -1 ? long.length : index;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}
