import { expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { ask, cardCount, instructionOf, moreCardsThan, scrollToEnd, showAll, shown } from './support/actions.js';
import { describeInBrowser } from './support/browser.js';
import { onSite } from './support/on-site.js';

interface Sight {
  readonly image: string | undefined;
  /** Pixels from the top of the window. */
  readonly top: number;
}

/** The first picture that is wholly in sight. */
const inSight = (page: Page): Promise<Sight> =>
  page.evaluate(() => {
    const card = [...document.querySelectorAll<HTMLElement>('.card')].find(
      (candidate) => candidate.getBoundingClientRect().top >= 0,
    );
    return { image: card?.dataset['image'], top: Math.round(card?.getBoundingClientRect().top ?? NaN) };
  });

/** Down a list that grows, until at least as many pictures are there, and back to its middle. */
async function scrollInto(page: Page, count: number): Promise<Sight> {
  for (let seen = await cardCount(page); seen < count; seen = await cardCount(page)) {
    // Less relevant ones may begin further down.
    await showAll(page);
    await scrollToEnd(page);
    await moreCardsThan(page, seen);
  }
  await page
    .locator('.card')
    .nth(count - 20)
    .evaluate((card) => card.scrollIntoView({ block: 'start' }));
  // The cards around it take their sizes in the next frames.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return inSight(page);
}

/** Waits until a picture is again where it was; fractions of pixels are lost on the way. */
const same = (page: Page, { image, top }: Sight): Promise<void> =>
  expect
    .poll(async () => {
      const box = await page.locator(`.card[data-image="${image}"]`).boundingBox();
      return Math.abs((box?.y ?? Infinity) - top);
    })
    .toBeLessThan(2);

describeInBrowser('back and forward', () => {
  const on = onSite();

  it('keep the place among the hits, those that were kept back included', async () => {
    const { page } = on;
    await ask(page, 'a phone case');
    const before = await scrollInto(page, 100);
    await page
      .locator(`.card[data-image="${before.image}"]`)
      .getByRole('button', { name: /^More like this:/ })
      .click();
    await page.locator('.parts li').waitFor();
    await shown(page);
    // Something new begins at its top.
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
    await page.goBack();
    // The list of before, not yet the new one with the same picture in it.
    await moreCardsThan(page, 90);
    await same(page, before);
    await page.goForward();
    await page.locator('.parts li').waitFor();
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
    await page.goBack();
    await same(page, before);
  });

  it('keep the place in the collection, filter and order included', async () => {
    const { page } = on;
    await page.getByRole('link', { name: 'Collection' }).click();
    await page.getByLabel('Order').selectOption('Oldest first');
    await page.getByText('Filters', { exact: true }).click();
    await page.getByLabel('price to').fill('30');
    await page.getByLabel('price to').press('Enter');
    await page.getByText('Filters (1)').waitFor();
    await page.keyboard.press('Escape');
    const before = await scrollInto(page, 60);
    await page
      .locator(`.card[data-image="${before.image}"]`)
      .getByRole('button', { name: /^Search with this:/ })
      .click();
    await page.getByText('Pictures like this one').waitFor();
    await page.goBack();
    await same(page, before);
    await page.getByText('Filters (1)').waitFor();
    expect(await page.getByLabel('Order').inputValue()).toBe('OLDEST');
  });

  it('keep it when the whole page was left', async () => {
    const { page } = on;
    await page.getByRole('link', { name: 'Collection' }).click();
    await page.locator('.card').first().waitFor();
    const before = await scrollInto(page, 90);
    await page.goto('about:blank');
    await page.goBack();
    await same(page, before);
  });

  it('do not take the link to the content for another place', async () => {
    const { page } = on;
    await ask(page, 'a leopard mug');
    await page.getByLabel('Instruction').fill('half typed');
    await page.locator('.skip').focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/#main$/);
    expect(await instructionOf(page)).toBe('half typed');
  });
});
