import type { Page } from 'playwright-core';

/** What moved on a page without having been pushed by whoever uses it. */
interface Shift {
  readonly value: number;
  readonly moved: readonly string[];
}

interface Watched {
  takeShifts(): Shift[];
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
    Object.assign(globalThis, {
      takeShifts: () => {
        keep(observer.takeRecords());
        return seen.splice(0);
      },
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
