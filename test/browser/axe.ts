import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Given to the browser by the debugger's door, which the content security policy does not bind: the page keeps its own. */
const axeSource = readFileSync(join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js'), 'utf8');

const wcag22AA = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
/** What a change of colours alone can break. */
const colours = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly html: string; readonly failureSummary?: string }[];
}

/** Unfolds everything there is on a page, so that nothing escapes for being folded. */
export async function unfold(page: Page): Promise<void> {
  await page.evaluate(`for (const fold of document.querySelectorAll('details')) { fold.removeAttribute('name'); fold.open = true; }`);
}

/** What axe says against the page as it stands (but for some parts of it), a line each; nothing where all is well. */
export async function axeFaults(page: Page, only: 'everything' | 'colours' = 'everything', except: readonly string[] = []): Promise<string[]> {
  await page.evaluate(`typeof axe === 'undefined' && (() => { ${axeSource} })()`);
  const runOnly = only === 'everything' ? wcag22AA : colours;
  const options = JSON.stringify({ runOnly, resultTypes: ['violations'], elementRef: false });
  const { violations } = await page.evaluate<{ violations: readonly Violation[] }>(`axe.run(${JSON.stringify({ exclude: except.map((part) => [part]) })}, ${options}).then(({ violations }) => ({ violations }))`);
  return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ target, html, failureSummary = '' }) => `${id} at ${target.join(' ')}: ${html.slice(0, 160)} – ${failureSummary.split('\n').slice(1).join(' ').trim().slice(0, 200)}`));
}

/** What sticks out to the right of the window; nothing where the page needs no scrolling sideways (WCAG 1.4.10). */
export async function sidewaysFaults(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const out = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1);
    return ['scrolls sideways (' + root.scrollWidth + ' > ' + root.clientWidth + '): ' + out.slice(0, 3).map((element) => element.tagName + '.' + element.className).join(', ')];
  })()`);
}
