import type { Page } from 'playwright-core';

/** What moved on a page without having been pushed by whoever uses it. */
interface Shift {
  readonly value: number;
  readonly moved: readonly string[];
}

/** Where each thing in sight stands: left and top, by a name that tells what it is. */
type Standing = Readonly<Record<string, readonly [number, number]>>;

interface Watched {
  takeShifts(): Shift[];
  whatStands(): Standing;
}

/**
 * Begins to watch a page that is about to be opened: everything that moves, also in the half second after a key or a
 * click, which the usual sum leaves out. In the list of hits that somebody types for, hits may come and go.
 */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    type Source = { readonly node: Node | null };
    const seen: { value: number; moved: string[] }[] = [];
    const named = (node: Node | null): string => (node instanceof Element ? `${node.nodeName}#${node.id}.${node.className}` : (node?.textContent ?? 'gone'));
    const keep = (entries: PerformanceEntryList): void => {
      for (const entry of entries as (PerformanceEntry & { readonly value: number; readonly sources: Source[] })[]) {
        if (entry.sources.every(({ node }) => node?.parentElement?.closest('#customers'))) continue;
        seen.push({ value: entry.value, moved: entry.sources.map(({ node }) => named(node)) });
      }
    };
    const observer = new PerformanceObserver((list) => keep(list.getEntries()));
    observer.observe({ type: 'layout-shift', buffered: true });
    const numbers = new WeakMap<Element, number>();
    let last = 0;
    const numberOf = (element: Element): number => numbers.get(element) ?? (numbers.set(element, (last += 1)), last);
    const inSight = (element: Element): boolean => {
      const { top, bottom, width } = element.getBoundingClientRect();
      return width > 0 && bottom > 0 && top < innerHeight && element.checkVisibility({ visibilityProperty: true });
    };
    Object.assign(globalThis, {
      takeShifts: () => {
        keep(observer.takeRecords());
        return seen.splice(0);
      },
      whatStands: () => Object.fromEntries([...document.querySelectorAll('main *')].filter((element) => element.childElementCount === 0 && inSight(element)).map((element) => {
        const { left, top } = element.getBoundingClientRect();
        return [`${numberOf(element)} ${named(element)} ${(element.textContent ?? '').trim().slice(0, 20)}`, [left, top]];
      })),
    });
  });
}

/** What has moved since the page was opened or asked the last time, once two more pictures of it are drawn. */
export async function shiftsOf(page: Page): Promise<Shift[]> {
  await page.evaluate(async () => {
    for (let frames = 0; frames < 3; frames += 1) await new Promise((drawn) => requestAnimationFrame(drawn));
  });
  return page.evaluate(() => (globalThis as unknown as Watched).takeShifts());
}

/** What stands where, to be compared with later. */
export async function whatStands(page: Page): Promise<Standing> {
  return page.evaluate(() => (globalThis as unknown as Watched).whatStands());
}

/** What was in sight, still is, and stands elsewhere. */
export function movedBetween(before: Standing, after: Standing): string[] {
  return Object.entries(before).flatMap(([name, [left, top]]) => {
    const [leftNow, topNow] = after[name] ?? [left, top];
    return Math.abs(left - leftNow) > 1 || Math.abs(top - topNow) > 1 ? [`${name} from ${left},${top} to ${leftNow},${topNow}`] : [];
  });
}
