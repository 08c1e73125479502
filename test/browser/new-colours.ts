import type { Page } from 'playwright-core';

/** Combinations of colour, lettering and ground that axe has passed already, each described. */
export type JudgedColours = Set<string>;

/**
 * Run in the page: finds what shows text, and gives each such element a description of what its contrast
 * depends on. Equal descriptions are judged alike, wherever they stand; only text that something else
 * happens to lie upon escapes this, and is left to the long form.
 */
const describeColours = `(known, except) => {
  const judged = new Set(known);
  const paints = new Map();
  // Grounds lie one upon the other from the root down; whatever leaves the flow may lie upon anything, so that it stands for itself.
  const paintOf = (element) => {
    if (element === null) return '';
    if (paints.has(element)) return paints.get(element);
    const style = getComputedStyle(element);
    const flows = style.position === 'static' || style.position === 'relative';
    const clear = style.backgroundColor === 'rgba(0, 0, 0, 0)' && style.backgroundImage === 'none' && style.opacity === '1' && style.filter === 'none' && style.mixBlendMode === 'normal';
    const own = clear && flows ? '' : '/' + [style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.mixBlendMode, flows ? '' : element.className].join(' ');
    const paint = paintOf(element.parentElement) + own;
    paints.set(element, paint);
    return paint;
  };
  const letters = (element) => {
    const { color, fontSize, fontWeight, textShadow, textDecorationLine, borderBottomStyle } = getComputedStyle(element);
    return [color, fontSize, fontWeight, textShadow, textDecorationLine, borderBottomStyle].join(' ');
  };
  const showsText = (element) => element.matches('input:not([type=hidden]), select, textarea') || [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
  // A link is also told from the words around it.
  const around = (element) => element.matches('a') && element.parentElement.textContent.trim() !== element.textContent.trim() ? letters(element.parentElement) : '';
  const able = (element) => element.closest(':disabled, [aria-disabled=true]') === null;
  // What only a screen reader is to find is clipped to a point or lies outside of the page.
  const shown = (element) => {
    const { width, height, right, bottom } = element.getBoundingClientRect();
    return element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && width > 1 && height > 1 && right + scrollX > 0 && bottom + scrollY > 0;
  };
  return [...document.body.querySelectorAll('*')]
    .filter((element) => showsText(element) && able(element) && shown(element) && except.every((part) => element.closest(part) === null))
    .map((element) => ({ element, colours: [letters(element), around(element), paintOf(element)].join('|') }))
    .filter(({ colours }) => !judged.has(colours));
}`;

interface Verdict<Violation> {
  readonly violations: readonly Violation[];
  readonly passed: readonly string[];
}

/**
 * What axe says against the colours that nobody has judged yet; remembers those that it passed.
 * What it could not decide stays unjudged and is looked at again on the next page.
 *
 * @param run options of `axe.run`, as source
 */
export async function judgeNewColours<Violation>(page: Page, judged: JudgedColours, run: string, except: readonly string[]): Promise<readonly Violation[]> {
  const { violations, passed } = await page.evaluate<Verdict<Violation>>(`(async () => {
    const fresh = (${describeColours})(${JSON.stringify([...judged])}, ${JSON.stringify(except)});
    if (fresh.length === 0) return { violations: [], passed: [] };
    const context = { include: fresh.map(({ element }) => element) };
    const { violations, passes } = await axe.run(context, { ...${run}, resultTypes: ['violations', 'passes'], elementRef: true });
    const good = new Set(passes.filter(({ id }) => id === 'color-contrast').flatMap(({ nodes }) => nodes.map(({ element }) => element)));
    const plain = violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target, html, failureSummary }) => ({ target, html, failureSummary })) }));
    return { violations: plain, passed: [...new Set(fresh.filter(({ element }) => good.has(element)).map(({ colours }) => colours))] };
  })()`);
  for (const colours of passed) judged.add(colours);
  return violations;
}
