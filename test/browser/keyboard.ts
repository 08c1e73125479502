import type { ElementHandle, Locator, Page } from 'playwright-core';

/** What holds the focus, as seen from where somebody wants to go. */
interface Stop {
  readonly here: boolean;
  readonly turn: 'Tab' | 'Shift+Tab';
  readonly name: string;
  /** Why nobody could see where he is (WCAG 2.4.7, 2.4.11); empty where he can. */
  readonly unseen: string;
}

/**
 * A page in the hands of somebody who has no mouse: goes from stop to stop with Tab, and fails where a stop
 * cannot be seen, where there are too many of them on the way, or where the focus is lost.
 */
export class Keyboard {
  /**
   * @param within the part of the page in which fields are looked for by their labels
   * @param hasKeys whether the desk's own keys work, which they do not without JavaScript
   */
  constructor(readonly page: Page, readonly hasKeys = true, readonly within: Locator = page.locator('body')) {}

  /** The same hands, looking for fields in one part of the page only. */
  in(within: Locator): Keyboard {
    return new Keyboard(this.page, this.hasKeys, within);
  }

  /** Goes to what is wanted, forwards or back, whichever is shorter to the eye. */
  async reach(target: Locator, limit = 100): Promise<void> {
    const wanted = target.first();
    const passed: string[] = [];
    let turn: Stop['turn'] | undefined;
    // Looked for once and held while it stands: to find something by its name, the browser names the whole page.
    let held: ElementHandle<Element> = await wanted.elementHandle();
    for (let steps = 0; steps <= limit; steps += 1) {
      // Where the page is another by now, its context is gone, or what was held stands there no more.
      let stop = await held.evaluate(stopAt).catch(() => undefined);
      for (; stop === undefined; stop = await held.evaluate(stopAt).catch(() => undefined)) held = await wanted.elementHandle();
      if (steps > 0 && stop.unseen !== '') throw new Error(`The focus cannot be seen on ${stop.name}: ${stop.unseen}`);
      if (stop.here) return;
      passed.push(stop.name);
      turn ??= stop.turn;
      await this.page.keyboard.press(turn);
    }
    throw new Error(`Tab does not lead to ${String(target)}: ${passed.join(' → ')}`);
  }

  /** Presses a button or follows a link. */
  async push(target: Locator | string): Promise<void> {
    await this.reach(typeof target === 'string' ? this.within.getByRole('button', { name: target }) : target);
    await this.page.keyboard.press('Enter');
  }

  async follow(name: string | RegExp, exact = false): Promise<void> {
    await this.push(this.within.getByRole('link', { name, exact }));
  }

  /** Writes into a field over what it holds; keys of the desk among the letters must stay letters. */
  async write(label: string | RegExp, text: string): Promise<void> {
    await this.writeInto(this.within.getByRole('textbox', { name: label }), text);
  }

  async writeInto(field: Locator, text: string): Promise<void> {
    await this.reach(field);
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.type(text);
  }

  /** Takes one of several: Tab to the group, arrows inside it. */
  async choose(group: string | RegExp, answer: string | RegExp): Promise<void> {
    await this.chooseIn(this.within.getByRole('group', { name: group }), answer);
  }

  async chooseIn(group: Locator, answer: string | RegExp): Promise<void> {
    const wanted = group.getByRole('radio', { name: answer, exact: true }).first();
    await this.reach(wanted);
    for (let steps = 0; steps < 40 && !(await isFocused(wanted)); steps += 1) await this.page.keyboard.press('ArrowDown');
    if (!(await wanted.isChecked())) await this.page.keyboard.press('Space');
    if (!(await wanted.isChecked())) throw new Error(`${String(answer)} cannot be chosen with the keyboard`);
  }

  /** Chooses from a list that opens: with the arrows, as long as it takes. */
  async select(label: string, option: string): Promise<void> {
    const list = this.within.getByLabel(label, { exact: true });
    await this.reach(list);
    const chosen = (): Promise<string> => list.evaluate((one) => (one as HTMLSelectElement).selectedOptions[0]?.text ?? '');
    await this.page.keyboard.press('Home');
    for (let steps = 0; steps < 50 && (await chosen()) !== option; steps += 1) await this.page.keyboard.press('ArrowDown');
    if ((await chosen()) !== option) throw new Error(`${label} has no ${option}`);
  }

  async tick(label: string | RegExp): Promise<void> {
    const box = this.within.getByRole('checkbox', { name: label });
    await this.reach(box);
    if (!(await box.isChecked())) await this.page.keyboard.press('Space');
  }

  /** Opens a fold by its summary. */
  async unfold(summary: Locator): Promise<void> {
    const isOpen = async (): Promise<boolean> => summary.evaluate((element) => (element.parentElement as HTMLDetailsElement).open);
    if (await isOpen()) return;
    await this.reach(summary);
    // A link to what is folded opens the fold as well, a moment after it was followed.
    if (await isOpen()) return;
    await this.page.keyboard.press('Enter');
    if (!(await isOpen())) throw new Error(`${String(summary)} does not unfold`);
  }
}

async function isFocused(element: Locator): Promise<boolean> {
  return element.evaluate((one) => one === document.activeElement);
}

/** Looked at in the page itself, so that a stop costs one question; undefined where what is wanted stands there no more. */
function stopAt(wanted: Element): Stop | undefined {
  if (!wanted.isConnected) return undefined;
  const focused = document.activeElement ?? document.body;
  // With nothing focused, Tab goes on from the place in the page that the address names.
  const from = focused === document.body ? (document.querySelector(':target') ?? focused) : focused;
  const after = (from.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING) === 0;
  const name = `${focused.tagName.toLowerCase()}${focused.id === '' ? '' : `#${focused.id}`} ${(focused.textContent ?? '').trim().slice(0, 20)}`;
  const isItsGroup = focused instanceof HTMLInputElement && wanted instanceof HTMLInputElement && focused.type === 'radio' && focused.name === wanted.name;
  return { here: focused === wanted || isItsGroup, turn: after ? 'Tab' : 'Shift+Tab', name, unseen: focused === document.body ? '' : hidden() };

  function hidden(): string {
    const marks = [getComputedStyle(focused), getComputedStyle(focused, '::after')];
    if (!marks.some(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2)) return 'nothing marks it';
    const box = focused.getBoundingClientRect();
    const [left, top] = [Math.max(box.left, 0), Math.max(box.top, 0)];
    const [right, bottom] = [Math.min(box.right, innerWidth), Math.min(box.bottom, innerHeight)];
    if (right <= left || bottom <= top) return 'it is outside the window';
    const spots = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.8], [0.5, 0.1], [0.5, 0.9]].map(([x = 0, y = 0]) => document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y));
    const isIt = (spot: Element | null): boolean => spot !== null && (focused.contains(spot) || spot.contains(focused));
    return spots.some(isIt) ? '' : `${spots[0]?.tagName ?? ''}.${spots[0]?.className ?? ''} covers it`;
  }
}
