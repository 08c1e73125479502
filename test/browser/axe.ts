import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { judgeNewColours, type JudgedColours } from './new-colours.js';
import { wide } from './stage.js';

/** Given to the browser by the debugger's door, which the content security policy does not bind: the page keeps its own. */
const axeSource = readFileSync(join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js'), 'utf8');

const wcag22AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What a narrower window alone can break: sizes, what scrolls, and names and headings that a rule for narrow windows hides. */
const layout = [
  'target-size', 'scrollable-region-focusable', 'aria-hidden-focus', 'button-name', 'empty-heading', 'empty-table-header', 'input-button-name', 'label', 'link-name',
  'page-has-heading-one', 'select-name', 'skip-link', 'summary-name', 'th-has-data-cells',
];

/** Which rules: all of them, those that do not look at colours, or those that a change of colours or of the layout alone can break. */
const rules = {
  everything: { runOnly: { type: 'tag', values: wcag22AA } },
  structure: { runOnly: { type: 'tag', values: wcag22AA }, rules: { 'color-contrast': { enabled: false } } },
  colours: { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } },
  layout: { runOnly: { type: 'rule', values: layout } },
};

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly html: string; readonly failureSummary?: string }[];
}

/** Unfolds everything there is on a page, so that nothing escapes for being folded. */
export async function unfold(page: Page): Promise<void> {
  await page.evaluate(`for (const fold of document.querySelectorAll('details')) { fold.removeAttribute('name'); fold.open = true; }`);
}

/** What axe says against the page as it stands (but for some parts of it), a line each; nothing where all is well. */
export async function axeFaults(page: Page, only: keyof typeof rules = 'everything', except: readonly string[] = []): Promise<string[]> {
  await loadAxe(page);
  const context = JSON.stringify({ exclude: except.map((part) => [part]) });
  const options = JSON.stringify({ ...rules[only], resultTypes: ['violations'], elementRef: false });
  return inLines(await page.evaluate<readonly Violation[]>(`axe.run(${context}, ${options}).then(({ violations }) => violations)`));
}

/** The same for colours that `judged` does not know yet, in the page's light or dark as it is; what axe passes is added to it. */
export async function newColourFaults(page: Page, judged: JudgedColours, except: readonly string[] = []): Promise<string[]> {
  await loadAxe(page);
  return inLines(await judgeNewColours<Violation>(page, judged, JSON.stringify(rules.colours), except));
}

async function loadAxe(page: Page): Promise<void> {
  if (!(await page.evaluate<boolean>(`typeof axe === 'object'`))) await page.evaluate(`(() => { ${axeSource} })()`);
}

function inLines(violations: readonly Violation[]): string[] {
  return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ target, html, failureSummary = '' }) => `${id} at ${target.join(' ')}: ${html.slice(0, 160)} – ${failureSummary.split('\n').slice(1).join(' ').trim().slice(0, 200)}`));
}

/** A window of 1280 pixels at 200 %, and at 400 % (WCAG 1.4.10). */
const zooms = [['200 %', { width: 640, height: 360 }], ['400 %', { width: 320, height: 256 }]] as const;

/** What makes the page scroll sideways at 200 % and at 400 %, and what axe says of its layout at 200 %. */
export async function zoomFaults(page: Page, except: readonly string[] = []): Promise<string[]> {
  const faults: string[] = [];
  for (const [zoom, size] of zooms) {
    await page.setViewportSize(size);
    const found = zoom === '200 %' ? await axeFaults(page, 'layout', except) : [];
    faults.push(...[...(await sidewaysFaults(page)), ...found].map((fault) => `${zoom}: ${fault}`));
  }
  await page.setViewportSize(wide);
  return faults;
}

/** What a look in dark finds, each line marked as such. */
export async function inTheDark(page: Page, look: () => Promise<string[]>): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'dark' });
  const faults = await look();
  await page.emulateMedia({ colorScheme: 'light' });
  return faults.map((fault) => `dark: ${fault}`);
}

/** What sticks out to the right of the window; nothing where the page needs no scrolling sideways (WCAG 1.4.10). */
async function sidewaysFaults(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const out = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1);
    return ['scrolls sideways (' + root.scrollWidth + ' > ' + root.clientWidth + '): ' + out.slice(0, 3).map((element) => element.tagName + '.' + element.className).join(', ')];
  })()`);
}
