import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const project = join(import.meta.dirname, '../..');

/** Where a wrong hour or day could show, and how: folders below `test`, or single files of them. */
const concerned: Readonly<Record<string, string>> = {
  'calendar/': 'business days, holidays, due times and how they are said in words',
  'reports/': 'months and years of the figures',
  'inquiries/': 'acceptance, targets, reminders, notices at night, appointments, the year in a number',
  'hearing/': 'times that a customer tells, and their printing',
  'pages/': 'times typed into forms and shown',
  'demo/': 'a whole story at given times, taken over HTTP as in `desk demo`',
  'web/paper/': 'dates on paper',
  'web/forms.spec.ts': 'times that come back with a refused form',
  'platform/config.spec.ts': 'the fixed and the shifted clock',
  'platform/jobs.spec.ts': 'hours at which jobs run',
  'platform/counters.spec.ts': 'the year in which a count begins anew',
  'platform/contents.spec.ts': 'the month of a key',
  'customers/contract-term.rules.spec.ts': 'days on which terms begin and end',
  'customers/read-sheet.spec.ts': 'dates in cells of a sheet',
  'customers/parameter-sheet.rules.spec.ts': 'dates in lines of a sheet',
  'analysis/report.rules.spec.ts': 'times in a report',
  'analysis/report-draft.rules.spec.ts': 'times that fill a draft',
  'analysis/papers.spec.ts': 'times on the papers of a report',
  'analysis/custody.spec.ts': 'times on the paper of evidence',
  'analysis/uploads.spec.ts': 'until when a customer may upload',
  'mail/render-mail.spec.ts': 'dates in the text of a mail',
  'mail/template-texts.spec.ts': 'dates in every template',
  'mail/build-mail.spec.ts': 'the Date header, and the invitation',
  'mail/report-days.spec.ts': 'the three to five days of a report to the authorities',
  'mail/parse-mail.spec.ts': 'the Date header of others',
  'mail/alert-notice.spec.ts': 'times in a notice of the appliance',
  'mail/alert-prefill.spec.ts': 'the same, as answers of the sheet',
  'mail/imap.spec.ts': 'the date a server gives a message',
  'mail/intake-rules.spec.ts': 'mails outside of hours',
  'mail/whole-way.spec.ts': 'a story from mail to mail',
  'record/daily-head.spec.ts': 'the day that a head stands for',
  'record/retention.spec.ts': 'days until which something is kept',
  'record/holds.spec.ts': 'the same, with a ground',
  'browser/mail-at-year-end.spec.ts': 'the closed days, with a browser abroad',
};

/** Loads and races: they compare no time of day, and take long. */
const unconcerned = ['inquiries/concurrent-writers.spec.ts', 'inquiries/live.spec.ts', 'hearing/sheet-in-browser.spec.ts'];

describe('what tells hours and days, wherever the machine stands (R26)', () => {
  it('stands where this test looks for it', () => {
    expect([...Object.keys(concerned), ...unconcerned].filter((place) => !existsSync(join(project, 'test', place)))).toEqual([]);
  });

  it.each(['UTC', 'Asia/Tokyo', 'America/New_York', 'Pacific/Kiritimati'])('passes under TZ=%s', { timeout: 600_000 }, (zone) => {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|DESK_TEST_LONG)/.test(name)));
    const places = Object.keys(concerned).map((place) => `test/${place}`);
    const args = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', ...unconcerned.map((file) => `--exclude=test/${file}`), ...places];
    const run = spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8', env: { ...env, TZ: zone } });
    // The names of failed tests and their reasons are on standard error, among the lines that the desk logs.
    const failures = run.stderr.split('\n').filter((line) => !line.startsWith('{"level"')).join('\n');
    expect(run.status, `${failures.slice(-8_000)}\n${run.stdout.slice(-1_000)}`).toBe(0);
  });
});
