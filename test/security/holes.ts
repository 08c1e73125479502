import type { Proof } from './proof.js';

const walls = 'test/architecture/walls.spec.ts';
const staff = 'test/staff';
const hostile = 'test/staff/hostile-sign-in.spec.ts';

/** What went wrong in other help desks (V17 to V59; those about mail before that stand in `test/mail/past-holes.spec.ts`). */
export const holes: Readonly<Record<string, Proof>> = {
  V17: { test: 'test/mail/safe-html.spec.ts', title: 'V17 to V20, V27' },
  V18: { test: 'test/mail/safe-html.spec.ts', title: 'V17 to V20, V27' },
  V19: { test: 'test/mail/pages.spec.ts', title: 'V19, V21' },
  V20: { test: 'test/browser/hostile-mails.spec.ts', title: 'V20: whatever a file calls itself, the browser saves it' },
  V21: { test: 'test/security/every-route.spec.ts', title: 'V21, V42' },
  V22: { test: 'test/platform/contents.spec.ts', title: 'under a random name' },
  V23: { test: 'test/browser/hostile-mails.spec.ts', title: 'V20: whatever a file calls itself, the browser saves it' },
  V24: { test: 'test/platform/contents.spec.ts', title: 'V24: the folder of the files' },
  V25: { test: 'test/web/paper/papers.spec.ts', title: 'takes text for text: no markup, file, picture or address is followed' },
  V26: { test: 'test/web/paper/papers.spec.ts', title: 'takes text for text: no markup, file, picture or address is followed' },
  V27: { test: 'test/mail/safe-html.spec.ts', title: 'V17 to V20, V27' },
  V28: { doesNotApply: 'There are no webhooks, and nothing else that connects to an address from a user, a mail or a file.' },
  V29: { test: 'test/mail/parse-limits.spec.ts', title: 'R24: comes to an end with' },
  V30: { test: 'test/security/keys.spec.ts', title: 'ASVS 11.5.1' },
  V31: { test: 'test/analysis/uploads.spec.ts', title: 'to a stranger nothing at all' },
  V32: { test: 'test/analysis/uploads.spec.ts', title: 'many at once do not get past the quota' },
  V33: { test: 'test/inquiries/hostile-acts.spec.ts', title: 'V33: refers to an inquiry one may see' },
  V34: { test: walls, title: 'V34, V36, V37' },
  V35: { test: 'test/inquiries/live.spec.ts', title: 'behind the walls: another desk and a provider hear nothing' },
  V36: { test: walls, title: 'V34, V36, V37' },
  V37: { test: walls, title: 'V34, V36, V37' },
  V38: { test: walls, title: 'V38' },
  V39: { test: walls, title: 'V39' },
  V40: { doesNotApply: 'Nobody stands in for an absent person: notices are made for the roles of the moment, and whoever opens one is asked again for his rights.' },
  V41: { test: 'test/platform/events.spec.ts', title: 'refuses to be changed or shortened, whoever asks' },
  V42: { test: 'test/security/every-route.spec.ts', title: 'V21, V42' },
  V43: { test: 'test/web/hostile-requests.spec.ts', title: 'V43: a constructor' },
  V44: { test: `${staff}/own-account.spec.ts`, title: 'V44: an empty or unset token opens nothing' },
  V45: { test: `${staff}/own-account.spec.ts`, title: 'V45' },
  V46: { test: `${staff}/sign-in.spec.ts`, title: 'V46: unknown, wrong, disabled and not yet set look the same' },
  V47: { test: `${staff}/own-account.spec.ts`, title: 'V47' },
  V48: { test: hostile, title: 'V48' },
  V49: { test: hostile, title: 'V49' },
  V50: { test: `${staff}/sign-in.spec.ts`, title: 'V50' },
  V51: { test: hostile, title: 'V51' },
  V52: { test: hostile, title: 'V52' },
  V53: { test: 'test/web/stored-markup.spec.ts', title: 'V53' },
  V54: { test: 'test/mail/past-holes.spec.ts', title: 'V54' },
  V55: { test: 'test/reports/safe-cell.spec.ts', title: 'R31, V55: what a list of hostile texts comes to in a file' },
  V56: { test: 'test/mail/render-mail.spec.ts', title: 'V56' },
  V57: { test: 'test/web/trusted-proxy.spec.ts', title: 'what anybody says of himself counts for nothing' },
  V58: { doesNotApply: 'The desk shows no log and takes no path of a file from anybody; its log goes to standard output.' },
  V59: { doesNotApply: 'No mail carries a picture or an address that tells whether it was opened.' },
};

/** What must not be lost when something fails (R21 to R36, without those about mail). */
export const reliability: Readonly<Record<string, Proof>> = {
  R21: { test: 'test/reliability/storage-faults.spec.ts', title: 'R21: a full disk' },
  R22: { test: 'test/reliability/storage-faults.spec.ts', title: 'R22: a lock in foreign hands' },
  R25: { test: 'test/reliability/clock-steps.spec.ts', title: 'R25' },
  R26: { test: 'test/calendar/time-zone.spec.ts', title: 'changes nothing: UTC, America/New_York and Pacific/Kiritimati' },
  R27: { test: 'test/analysis/two-people.spec.ts', title: 'R27' },
  R29: { test: 'test/analysis/uploads.spec.ts', title: 'R29: exactly the limit is taken' },
  R30: { test: 'test/analysis/scan.spec.ts', title: 'hands a harmful file out within a ZIP with a password only' },
  R31: { test: 'test/reports/safe-cell.spec.ts', title: 'R31, V55: what a list of hostile texts comes to in a file' },
  R32: { test: 'test/web/logs.spec.ts', title: 'R32' },
  R33: { test: 'test/web/logs.spec.ts', title: 'R33' },
  R34: { test: 'test/web/fuzz.spec.ts', title: 'R34' },
  R35: { test: 'test/record/erasure.spec.ts', title: 'R35' },
  R36: { test: 'test/record/backup.spec.ts', title: 'R36' },
};
