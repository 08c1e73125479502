import type { Proof } from './proof.js';

const web = 'test/web';
const staff = 'test/staff';
const mail = 'test/mail';
const walls = 'test/architecture/walls.spec.ts';

/**
 * The lines of OWASP ASVS 5.0.0 that bear on this desk (level 2, and of level 3 what a desk that holds
 * other companies' incidents should keep), each with the test that proves it or the reason why it does
 * not apply.
 */
export const asvs: Readonly<Record<string, Proof>> = {
  // Encoding, sanitisation, injection
  '1.1.1': { test: `${mail}/past-holes.spec.ts`, title: 'V14: an encoded-word that hides our contact' },
  '1.2.1': { test: `${web}/stored-markup.spec.ts`, title: 'is shown escaped on every page to every role' },
  '1.2.2': { test: `${mail}/safe-html.spec.ts`, title: 'says where a link led' },
  '1.2.4': { test: 'test/platform/sql.spec.ts', title: 'keeps values out of the text' },
  '1.2.9': { test: 'test/inquiries/search/search.rules.spec.ts', title: 'hold no sign that either database could take for its own' },
  '1.2.10': { test: 'test/reports/safe-cell.spec.ts', title: 'ASVS 1.2.10: a cell' },
  '1.3.1': { test: `${mail}/safe-html.spec.ts`, title: 'V17 to V20, V27' },
  '1.3.3': { test: `${web}/hostile-requests.spec.ts`, title: 'no input gives a 500' },
  '1.3.4': { test: 'test/browser/hostile-mails.spec.ts', title: 'V20: whatever a file calls itself, the browser saves it' },
  '1.3.6': { doesNotApply: 'The desk follows no address that a user or a sender names: it has no webhooks and loads no remote content. Servers it speaks to stand in the settings.' },
  '1.3.7': { test: `${mail}/check-template.spec.ts`, title: 'nothing throws and nothing runs' },
  '1.3.11': { test: `${web}/stored-markup.spec.ts`, title: 'V53: begins no header of a mail and changes nobody’s envelope' },
  '1.3.12': { test: `${mail}/parse-mail.spec.ts`, title: 'reads a megabyte of quotes, dates or one line' },
  '1.5.1': { test: 'test/customers/sheet-reader.spec.ts', title: 'R19 gives up what takes too long or too much memory' },
  '2.2.2': { test: `${web}/route-table.spec.ts`, title: 'ASVS 2.2.2' },
  '2.3.1': { test: 'test/inquiries/rulebook/decide.spec.ts', title: 'is refused from a status that its row does not name' },
  '2.3.3': { test: 'test/platform/db.spec.ts', title: 'undo one whose statement the database refused' },
  '2.3.4': { test: 'test/analysis/two-people.spec.ts', title: 'R27' },
  '2.4.1': { test: `${web}/request-rates.spec.ts`, title: 'ASVS 2.4.1: whoever asks without end' },

  // Browser
  '3.2.1': { test: `${mail}/pages.spec.ts`, title: 'V19, V21: shows HTML in a frame without rights' },
  '3.3.1': { test: `${web}/csrf.spec.ts`, title: 'ASVS 3.3.1 to 3.3.4' },
  '3.3.2': { test: `${web}/csrf.spec.ts`, title: 'ASVS 3.3.1 to 3.3.4' },
  '3.3.3': { test: `${web}/csrf.spec.ts`, title: 'ASVS 3.3.1 to 3.3.4' },
  '3.3.4': { test: `${web}/csrf.spec.ts`, title: 'ASVS 3.3.1 to 3.3.4' },
  '3.4.1': { test: `${web}/headers.spec.ts`, title: 'ASVS 3.4.1' },
  '3.4.3': { test: 'test/security/every-route.spec.ts', title: 'V21, V42, ASVS 3.4' },
  '3.4.4': { test: 'test/security/every-route.spec.ts', title: 'V21, V42, ASVS 3.4' },
  '3.4.5': { test: 'test/security/every-route.spec.ts', title: 'V21, V42, ASVS 3.4' },
  '3.4.6': { test: 'test/security/every-route.spec.ts', title: 'V21, V42, ASVS 3.4' },
  '3.5.1': { test: `${web}/csrf.spec.ts`, title: 'ASVS 3.5.1' },
  '3.5.3': { test: 'test/architecture/routes.spec.ts', title: 'change nothing by GET' },
  '3.5.4': { test: 'test/browser/hostile-mails.spec.ts', title: 'V20: whatever a file calls itself, the browser saves it' },
  '3.7.2': { test: `${web}/local-path.spec.ts`, title: 'ASVS 3.7.2' },

  // API, files
  '4.1.1': { test: `${web}/headers.spec.ts`, title: 'ASVS 3.4: every answer carries the headers' },
  '4.1.3': { test: `${web}/trusted-proxy.spec.ts`, title: 'what anybody says of himself counts for nothing' },
  '5.1.1': { test: 'test/analysis/scan.spec.ts', title: 'leaves four different states' },
  '5.2.1': { test: `${web}/uploads.spec.ts`, title: 'above 12 MB it is refused' },
  '5.2.2': { test: 'test/analysis/archive.spec.ts', title: 'ASVS 5.2.2: what a file is, its content says' },
  '5.2.3': { test: 'test/analysis/archive-listing.spec.ts', title: 'ASVS 5.2.3: what an archive says is in it' },
  '5.2.4': { test: 'test/analysis/uploads.spec.ts', title: 'R29, ASVS 5.2.4' },
  '5.2.5': { test: 'test/analysis/archive.spec.ts', title: 'ASVS 5.2.5: a symbolic link' },
  '5.3.1': { test: 'test/browser/hostile-mails.spec.ts', title: 'V20: whatever a file calls itself, the browser saves it' },
  '5.3.2': { test: 'test/platform/contents.spec.ts', title: 'under a random name' },
  '5.3.3': { test: 'test/analysis/archive-listing.spec.ts', title: 'V24, ASVS 5.3.3: shows names that climb out' },
  '5.4.1': { test: 'test/browser/hostile-mails.spec.ts', title: 'V20: whatever a file calls itself, the browser saves it' },
  '5.4.2': { test: 'test/browser/hostile-mails.spec.ts', title: 'V20: whatever a file calls itself, the browser saves it' },
  '5.4.3': { test: 'test/analysis/scan.spec.ts', title: 'leaves four different states' },

  // Authentication, session
  '6.2.1': { test: `${staff}/password.rules.spec.ts`, title: 'ASVS 6.2.1' },
  '6.2.2': { test: `${staff}/own-account.spec.ts`, title: 'the password changes with the old one only' },
  '6.2.3': { test: `${staff}/own-account.spec.ts`, title: 'ASVS 6.2.3' },
  '6.2.4': { test: `${staff}/password.rules.spec.ts`, title: 'ASVS 6.2.4: more than the 3,000' },
  '6.2.5': { test: `${staff}/password.rules.spec.ts`, title: 'ASVS 6.2.5' },
  '6.2.6': { test: 'test/browser/passkeys.spec.ts', title: 'ASVS 6.2.6, 6.2.7' },
  '6.2.7': { test: 'test/browser/passkeys.spec.ts', title: 'ASVS 6.2.6, 6.2.7' },
  '6.2.8': { test: `${staff}/password.rules.spec.ts`, title: 'the same word from two keyboards' },
  '6.2.9': { test: `${staff}/password.rules.spec.ts`, title: 'ASVS 6.2.9' },
  '6.2.10': { doesNotApply: 'Nothing ever asks for a new password after a time: there is no date on one, and no rule that reads one.' },
  '6.2.11': { test: `${staff}/password.rules.spec.ts`, title: 'ASVS 6.2.11' },
  '6.2.12': { test: `${staff}/password.rules.spec.ts`, title: 'ASVS 6.2.12' },
  '6.3.1': { test: `${staff}/sign-in.spec.ts`, title: 'ASVS 6.3.1' },
  '6.3.2': { test: `${staff}/add.command.spec.ts`, title: 'ASVS 6.3.2' },
  '6.3.3': { test: `${staff}/second-factor.spec.ts`, title: 'ASVS 6.3.3' },
  '6.3.4': { test: `${staff}/second-factor.spec.ts`, title: 'ASVS 6.3.4' },
  '6.3.8': { test: `${staff}/sign-in.spec.ts`, title: 'ASVS 6.3.8' },
  '6.4.1': { test: `${staff}/staff-pages.spec.ts`, title: 'ASVS 6.4.1' },
  '6.4.3': { test: `${staff}/own-account.spec.ts`, title: 'ASVS 6.4.3' },
  '6.4.6': { test: `${staff}/add.command.spec.ts`, title: 'with a link that works, and no password' },
  '6.5.1': { test: `${staff}/second-factor.spec.ts`, title: 'ASVS 6.5.1' },
  '6.5.5': { test: `${staff}/second-factor.spec.ts`, title: 'ASVS 6.5.5' },
  '6.6.2': { test: `${staff}/passkeys.spec.ts`, title: 'for the browser and the purpose it was given to' },
  '6.6.3': { test: `${staff}/second-factor.spec.ts`, title: 'ASVS 6.6.3' },
  '7.2.3': { test: `${staff}/sign-in.spec.ts`, title: 'ASVS 7.2.3' },
  '7.2.4': { test: `${staff}/sign-in.spec.ts`, title: 'ASVS 7.2.4' },
  '7.3.1': { test: `${staff}/sign-in.spec.ts`, title: 'ASVS 7.3.1' },
  '7.3.2': { test: `${staff}/sign-in.spec.ts`, title: 'ASVS 7.3.2' },
  '7.4.1': { test: `${staff}/sign-in.spec.ts`, title: 'ASVS 7.4.1' },
  '7.4.2': { test: `${staff}/staff-pages.spec.ts`, title: 'ASVS 7.4.2' },
  '7.4.5': { test: `${staff}/own-account.spec.ts`, title: 'ASVS 7.4.5' },
  '7.5.1': { test: `${web}/interrupted-acts.spec.ts`, title: 'ASVS 7.5.1' },

  // Authorisation
  '8.1.1': { test: `${staff}/permissions.spec.ts`, title: 'ASVS 8.1.1' },
  '8.1.2': { test: 'test/analysis/disclosure.rules.spec.ts', title: 'and what the partner may read is kept from the customer alone' },
  '8.2.1': { test: `${web}/route-table.spec.ts`, title: 'ASVS 8.2.1' },
  '8.2.2': { test: walls, title: 'shows another desk’s first line nothing' },
  '8.2.3': { test: walls, title: 'nothing that only the second line may know' },
  '8.3.1': { test: walls, title: 'changes nothing of another desk’s, whatever is posted' },
  '8.3.2': { test: `${staff}/sign-in.spec.ts`, title: 'ASVS 8.3.2' },
  '8.4.1': { test: walls, title: 'nothing of another desk in any list, search, count or page' },

  // Cryptography, configuration, data
  '11.4.2': { test: 'test/security/keys.spec.ts', title: 'ASVS 11.4.2' },
  '11.5.1': { test: 'test/security/keys.spec.ts', title: 'ASVS 11.5.1' },
  '12.2.1': { test: `${mail}/outbox-faults.spec.ts`, title: 'R13: sends nothing in the clear where STARTTLS is stripped' },
  '12.3.2': { test: `${mail}/imap-sign-in.spec.ts`, title: 'under a certificate that can be checked' },
  '13.2.4': { doesNotApply: 'The program speaks to the servers of its settings alone (mail, identity provider, database); the README says how to hold it to them by a firewall.' },
  '13.2.5': { doesNotApply: 'No feature takes an address to connect to from a request, a mail or a file.' },
  '13.3.1': { test: 'test/platform/last-start.spec.ts', title: 'leaves no password behind' },
  '13.4.2': { test: 'test/security/every-route.spec.ts', title: 'ASVS 13.4.2, 13.4.5' },
  '13.4.5': { test: 'test/security/every-route.spec.ts', title: 'ASVS 13.4.2, 13.4.5' },
  '14.2.1': { test: `${web}/csrf.spec.ts`, title: 'V51: the token is in no address' },
  '14.2.6': { test: `${staff}/staff-pages.spec.ts`, title: 'ASVS 15.3.1, V42' },
  '14.2.7': { test: 'test/record/erasure.spec.ts', title: 'leaves no canary' },
  '14.3.2': { test: 'test/security/every-route.spec.ts', title: 'V21, V42, ASVS 3.4' },
  '15.1.2': { doesNotApply: 'Versions are pinned exactly and package-lock.json is the list of parts: `npm sbom` prints it as SPDX or CycloneDX.' },
  '15.2.2': { test: `${mail}/parse-limits.spec.ts`, title: 'R24: comes to an end with' },
  '15.3.1': { test: `${staff}/staff-pages.spec.ts`, title: 'ASVS 15.3.1, V42' },
  '15.3.2': { test: 'test/security/every-route.spec.ts', title: 'ASVS 15.3.2' },
  '15.3.3': { test: `${web}/hostile-requests.spec.ts`, title: 'ASVS 15.3.3' },
  '15.3.5': { test: `${web}/hostile-requests.spec.ts`, title: 'no input gives a 500' },
  '15.3.6': { test: `${web}/forms.spec.ts`, title: 'ASVS 15.3.6' },
  '15.3.7': { test: `${web}/hostile-requests.spec.ts`, title: 'ASVS 15.3.7' },
  '15.4.2': { test: 'test/inquiries/concurrent-writers.spec.ts', title: 'each version is won by one' },

  // Log and errors
  '16.2.1': { test: `${web}/logs.spec.ts`, title: 'is one JSON object a request' },
  '16.2.2': { test: `${web}/logs.spec.ts`, title: 'is one JSON object a request' },
  '16.2.5': { test: `${staff}/hostile-sign-in.spec.ts`, title: 'V52, ASVS 16.2.5' },
  '16.3.1': { test: `${staff}/second-factor.spec.ts`, title: 'ASVS 16.3.1' },
  '16.3.2': { test: `${staff}/api-tokens.spec.ts`, title: 'ASVS 16.3.2' },
  '16.3.3': { test: 'test/security/events.spec.ts', title: 'ASVS 16.3.3' },
  '16.3.4': { test: `${mail}/outbox-faults.spec.ts`, title: 'and says that no mail gets out' },
  '16.4.1': { test: `${web}/logs.spec.ts`, title: 'R32' },
  '16.4.2': { test: 'test/record/audit-verify.spec.ts', title: 'names an event whose content was changed' },
  '16.4.3': { test: 'test/security/events.spec.ts', title: 'ASVS 16.4.3' },
  '16.5.1': { test: `${web}/problem.spec.ts`, title: 'ASVS 16.5.1' },
  '16.5.2': { test: 'test/reliability/storage-faults.spec.ts', title: 'R21: a full disk' },
  '16.5.3': { test: 'test/architecture/routes.spec.ts', title: 'say who may use them' },
  '16.5.4': { test: `${web}/logs.spec.ts`, title: 'also where everything fails' },
};

/** Every id of the list above as it was chosen; a line that is lost is noticed. */
export const asvsIds = `
1.1.1 1.2.1 1.2.2 1.2.4 1.2.9 1.2.10 1.3.1 1.3.3 1.3.4 1.3.6 1.3.7 1.3.11 1.3.12 1.5.1 2.2.2 2.3.1 2.3.3 2.3.4 2.4.1
3.2.1 3.3.1 3.3.2 3.3.3 3.3.4 3.4.1 3.4.3 3.4.4 3.4.5 3.4.6 3.5.1 3.5.3 3.5.4 3.7.2
4.1.1 4.1.3 5.1.1 5.2.1 5.2.2 5.2.3 5.2.4 5.2.5 5.3.1 5.3.2 5.3.3 5.4.1 5.4.2 5.4.3
6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.2.9 6.2.10 6.2.11 6.2.12 6.3.1 6.3.2 6.3.3 6.3.4 6.3.8 6.4.1 6.4.3 6.4.6 6.5.1 6.5.5 6.6.2 6.6.3
7.2.3 7.2.4 7.3.1 7.3.2 7.4.1 7.4.2 7.4.5 7.5.1 8.1.1 8.1.2 8.2.1 8.2.2 8.2.3 8.3.1 8.3.2 8.4.1
11.4.2 11.5.1 12.2.1 12.3.2 13.2.4 13.2.5 13.3.1 13.4.2 13.4.5 14.2.1 14.2.6 14.2.7 14.3.2 15.1.2 15.2.2 15.3.1 15.3.2 15.3.3 15.3.5 15.3.6 15.3.7 15.4.2
16.2.1 16.2.2 16.2.5 16.3.1 16.3.2 16.3.3 16.3.4 16.4.1 16.4.2 16.4.3 16.5.1 16.5.2 16.5.3 16.5.4
`.trim().split(/\s+/);
