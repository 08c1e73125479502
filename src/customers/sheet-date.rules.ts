import { dateOf, dayFromParts, existingDay } from '../calendar/civil-day.rules.js';

const reiwaBegan = 2018;
const excelEpochDay = dayFromParts({ year: 1899, month: 12, day: 30 });

/** A date as offices write it: 2026-04-01, 2026/4/1, 2026年4月1日, 20260401, 令和8年4月1日, R8.4.1. */
export function readDate(text: string, serialDates = false): string | undefined {
  const plain = text.normalize('NFKC').replaceAll(/\s+0?0:00(:00)?$/gu, '').replaceAll(/\s/gu, '');
  if (serialDates && /^\d{5}$/u.test(plain)) return dateOf(excelEpochDay + Number(plain));
  const western = /^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d\d)(\d\d))$/u.exec(plain);
  const reiwa = /^(?:令和|[Rr])(元|\d{1,2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/u.exec(plain);
  if (western !== null) return existing(Number(western[1]), western[2] ?? western[4], western[3] ?? western[5]);
  if (reiwa !== null) return existing(reiwaBegan + (reiwa[1] === '元' ? 1 : Number(reiwa[1])), reiwa[2], reiwa[3]);
  return undefined;
}

function existing(year: number, month: string | undefined, day: string | undefined): string | undefined {
  const found = existingDay({ year, month: Number(month), day: Number(day) });
  return found === undefined || year < 2000 || year > 2099 ? undefined : dateOf(found);
}
