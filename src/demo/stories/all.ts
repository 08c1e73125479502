import type { Story } from '../play/story.js';
import { midorinoMeaning } from './01-midorino-meaning.js';
import { shiomiSharp } from './02-shiomi-sharp.js';
import { sakurazakaMinuteLater } from './03-sakurazaka-minute-later.js';
import { hokutoLongWeekend } from './04-hokuto-long-weekend.js';
import { tsubameYearEnd } from './05-tsubame-year-end.js';
import { akaneLastDay } from './06-akane-last-day.js';
import { midorinoVendor } from './07-midorino-vendor.js';
import { shinonomeImpostor } from './08-shinonome-impostor.js';
import { shiomiNewContact } from './09-shiomi-new-contact.js';
import { hayabusaThreeAlerts } from './10-hayabusa-three-alerts.js';
import { cosmosProxySource } from './12-cosmos-proxy-source.js';
import { sakurazakaLogs } from './13-sakurazaka-logs.js';
import { hinataSilent } from './14-hinata-silent.js';
import { genkaiSpreading } from './15-genkai-spreading.js';
import { wakabaInsurance } from './16-wakaba-insurance.js';
import { hokutoDeviceOffline } from './17-hokuto-device-offline.js';
import { shinonomeDefect } from './18-shinonome-defect.js';
import { tsubasaContractEnded } from './20-tsubasa-contract-ended.js';
import { quarantine } from './21-quarantine.js';
import { affiliateEmployee } from './22-affiliate.js';
import { cosmosCascadingHoliday } from './24-cosmos-cascading-holiday.js';
import { akaneLeakCheck } from './26-akane-leak-check.js';
import { nightAndMorning, overdue } from './31-night-and-morning.js';
import { cosmosOwnScan, genkaiAtProvider, tsubameUndelivered, tsubameAnswered } from './33-other-endings.js';
import { office } from './40-office.js';

/** All stories of the demo (sketches of the domain); sketch 11 is told within 10, sketch 19 within 40. */
export const stories: readonly Story[] = [
  midorinoMeaning, shiomiSharp, sakurazakaMinuteLater, hokutoLongWeekend, tsubameYearEnd, akaneLastDay, midorinoVendor, shinonomeImpostor, shiomiNewContact,
  hayabusaThreeAlerts, cosmosProxySource, sakurazakaLogs, hinataSilent, genkaiSpreading, wakabaInsurance, hokutoDeviceOffline, shinonomeDefect,
  tsubasaContractEnded, quarantine, affiliateEmployee, cosmosCascadingHoliday, akaneLeakCheck, nightAndMorning, overdue, cosmosOwnScan, tsubameUndelivered,
  tsubameAnswered, genkaiAtProvider, office,
];
