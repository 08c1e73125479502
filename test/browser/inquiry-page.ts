import type { Locator, Page } from 'playwright-core';

/** The form of an act, its panel opened; what a page is for stands open under its name. */
export async function panelOf(page: Page, label: string): Promise<Locator> {
  // Behind its name may stand its key, and that something half typed is kept.
  const exactly = new RegExp(`^\\s*${escaped(label)}\\s*[a-z]?\\s*(?:下書き)?\\s*$`);
  const standing = page.locator('section.act', { has: page.locator(':scope > h3', { hasText: exactly }) });
  if ((await standing.count()) > 0) return standing;
  const panel = page.locator('details', { has: page.locator(':scope > summary', { hasText: exactly }) }).last();
  const summary = panel.locator(':scope > summary');
  if (!(await summary.isVisible())) await page.locator('summary', { hasText: 'ほかの手続き' }).click();
  if ((await panel.getAttribute('open')) === null) await summary.click();
  return panel;
}

/** What an act is called where its fold and its button do not say its name. */
interface Fold {
  readonly summary: string;
  readonly button: string;
}

type Fill = (panel: Locator) => Promise<unknown>;

const nothing: Fill = async () => {};

/** Does an act as a person does, and waits until the page says that it is recorded. */
export async function doAct(page: Page, label: string, fill: Fill = nothing, fold: Partial<Fold> = {}): Promise<void> {
  await submit(page, label, fill, fold);
  await page.locator('.notice-success[role=status]', { hasText: /。$/ }).waitFor();
}

/** The same where the desk must refuse; gives the words in which it does. */
export async function refusedAct(page: Page, label: string, fill: Fill = nothing, fold: Partial<Fold> = {}): Promise<string> {
  await submit(page, label, fill, fold);
  const alert = page.getByRole('alert').filter({ has: page.getByRole('heading', { name: '記録できませんでした' }) });
  await alert.waitFor();
  return (await alert.textContent()) ?? '';
}

async function submit(page: Page, label: string, fill: Fill, { summary = label, button = label }: Partial<Fold>): Promise<void> {
  const panel = await panelOf(page, summary);
  await fill(panel);
  // What the page said of an earlier act must not be taken for its word on this one.
  await page.locator('.notice-success[role=status], .fault-summary[role=alert]').evaluateAll((said) => {
    for (const each of said) each.remove();
  });
  await panel.getByRole('button', { name: new RegExp(`^${escaped(button)}`) }).click();
}

/** A field of the hearing sheet by its label: a text box, or the group of its choices. A moment has both. */
export function question(page: Page, label: string): { readonly box: Locator; readonly group: Locator } {
  const name = new RegExp(`^\\s*(?:[A-Z]\\d+\\s+)?${escaped(label)}(?:\\s|$)`);
  return { box: page.getByRole('textbox', { name }), group: page.getByRole('group', { name }) };
}

/** Does something that the sheet saves by itself, and waits until it is saved. */
export async function saving(page: Page, doing: () => Promise<unknown>): Promise<void> {
  const isSaved = page.waitForResponse((response) => response.url().endsWith('/sheet') && response.request().method() === 'POST');
  const [answer] = await Promise.all([isSaved, doing()]);
  if (!answer.ok()) throw new Error(`The sheet was not saved: ${answer.status()}`);
  await page.locator('.htmx-request').first().waitFor({ state: 'detached' });
}

/** Writes into a text box of the sheet and leaves it. */
export async function write(page: Page, label: string, text: string): Promise<void> {
  const { box } = question(page, label);
  await saving(page, async () => {
    await box.fill(text);
    await box.blur();
  });
}

/** Writes a time as the notice shows it, and says by which clock it was. */
export async function writeTime(page: Page, label: string, text: string, zone: string): Promise<void> {
  const { box, group } = question(page, label);
  await box.fill(text);
  await saving(page, () => group.getByLabel(zone, { exact: true }).check());
}

/** Chooses one or several answers of the sheet. */
export async function choose(page: Page, label: string, ...answers: readonly string[]): Promise<void> {
  const { group } = question(page, label);
  for (const answer of answers) await saving(page, () => group.getByLabel(answer, { exact: true }).check());
}

/** The words of the page, hidden ones too. */
export async function wordsOf(page: Page): Promise<string> {
  return page.locator('body').innerText();
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
