import { beforeEach, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { ranking, say } from '../reranker/support/answers.js';
import { answerTo, cardCount, moreCardsThan, shown, stopClock } from './support/actions.js';
import { describeInBrowser } from './support/browser.js';
import { chooseByKeyboard, expectFocus, tabTo } from './support/keyboard.js';
import { newPicture } from './support/pictures.js';
import { leopardPicture, storedNames } from './support/site.js';
import { onRankingSite } from './support/on-site.js';

describeInBrowser('with the keyboard alone', () => {
  const on = onRankingSite({ page: { permissions: ['clipboard-read', 'clipboard-write'] } });
  beforeEach(() => {
    // From now on the browser asks the test for files; where it is told only as the dialog opens, it may be too late.
    on.page.on('filechooser', () => undefined);
  });

  async function askByKeyboard(page: Page, instruction: string): Promise<void> {
    await tabTo(page, 'Instruction');
    await page.keyboard.type(instruction);
    await page.keyboard.press('Enter');
    await shown(page);
  }

  it('one asks: a file, a part of it, and a suggestion', async () => {
    const { page } = on;
    await tabTo(page, 'Drop, paste or choose a picture');
    await chooseByKeyboard(page, [leopardPicture()]);
    await tabTo(page, 'Query picture');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.getByText('Searching for the selected part: 62 by 60 percent of the picture.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Pictures like this one').waitFor();
    await tabTo(page, 'Search for a part');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo(page, 'Query picture');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Done');
    await page.keyboard.press('Enter');
    await page.getByText('Pictures like the selected part').waitFor();
    await expectFocus(page, 'Search for a part');
    await tabTo(page, 'as a mug');
    await page.keyboard.press('Enter');
    await shown(page);
    expect(await page.locator('.card-name').first().innerText()).toMatch(/mug/i);
  });

  it('one starts from a sample, refines a hit, and goes back along the trail', async () => {
    const { page } = on;
    await page.getByRole('region', { name: 'Or start from one of these' }).waitFor();
    await tabTo(page, /^button.*Leopard$/);
    await page.keyboard.press('Enter');
    await expectFocus(page, 'Instruction');
    await page.keyboard.type('phone case with this image theme');
    await page.keyboard.press('Enter');
    await shown(page);
    await tabTo(page, 'Search with this: Leopard phone case');
    await page.keyboard.press('Enter');
    await expectFocus(page, 'Instruction');
    await page.keyboard.type('as a mug');
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'How you got here' }).waitFor();
    await tabTo(page, 'phone case with this image theme', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'How you got here' }).waitFor({ state: 'detached' });
  });

  it('one takes the picture away again, and stays where it was', async () => {
    const { page } = on;
    await tabTo(page, 'Drop, paste or choose a picture');
    await chooseByKeyboard(page, [leopardPicture()]);
    await tabTo(page, 'Remove the picture');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Drop, paste or choose a picture' }).waitFor();
    await expectFocus(page, 'Drop, paste or choose a picture');
  });

  it('one filters, cuts off, sees more and looks closer, and the focus stays on what one uses', async () => {
    const { page } = on;
    await askByKeyboard(page, 'leopard print');
    await tabTo(page, 'Filters');
    await page.keyboard.press('Enter');
    await page.getByRole('group', { name: 'category' }).waitFor();
    await tabTo(page, 'mug');
    await page.keyboard.press('Space');
    await page.getByText('Filters (1)').waitFor();
    await shown(page);
    await expectFocus(page, 'mug');
    await tabTo(page, 'price from');
    await page.keyboard.type('10');
    await page.keyboard.press('Enter');
    await page.getByText('Filters (2)').waitFor();
    await tabTo(page, 'Clear all');
    await page.keyboard.press('Enter');
    await page.getByText('Filters', { exact: true }).waitFor();
    await shown(page);
    await page.keyboard.press('Escape');
    await expectFocus(page, 'Filters');

    const before = await cardCount(page);
    await tabTo(page, 'Relevance');
    await page.keyboard.press('End');
    await page.waitForFunction((count) => document.querySelectorAll('.grid .card').length < count, before);
    await expectFocus(page, 'Relevance');
    await page.keyboard.press('Home');
    await page.waitForFunction((count) => document.querySelectorAll('.grid .card').length >= count, before);

    await tabTo(page, 'Details of');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('category').waitFor();
    await tabTo(page, 'Open the original');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expectFocus(page, 'Details of');
    await tabTo(page, 'Show less relevant ones');
    await page.keyboard.press('Enter');
    await page.keyboard.press('End');
    await moreCardsThan(page, before);
  });

  it('one asks GPT, reads why, and looks at what it saw', async () => {
    const { page } = on;
    await askByKeyboard(page, 'a leopard mug');
    on.service.script(say(ranking([3, 0, 1, 2, 4, 5, 6, 7, 8], 'The rosettes of number 3.')));
    await tabTo(page, 'button Ask GPT-4o');
    await page.keyboard.press('Enter');
    await page.getByText('The rosettes of number 3.').waitFor();
    // Near where the button was, not at the top of the page.
    await tabTo(page, 'What the model saw');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'What the model saw' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expectFocus(page, 'What the model saw');
    await tabTo(page, 'All 9, with a reason for each');
    await page.keyboard.press('Enter');
    await page.locator('.ranking').getByText('Reason of 8.').waitFor();
  });

  it('one adds a picture, deletes it, takes that back, and deletes it for good', async () => {
    const { page } = on;
    await tabTo(page, 'Collection');
    await page.keyboard.press('Enter');
    await page.locator('.card').first().waitFor();
    await tabTo(page, 'button Add pictures');
    await chooseByKeyboard(page, [await newPicture('by-keyboard.png')]);
    await page.locator('.card', { hasText: 'by-keyboard.png' }).waitFor();
    await tabTo(page, 'Close the list');
    await page.keyboard.press('Enter');
    await stopClock(page);
    await tabTo(page, 'Delete by-keyboard.png');
    await page.keyboard.press('Enter');
    await expectFocus(page, 'Undo');
    await page.keyboard.press('Enter');
    await page.locator('.card', { hasText: 'by-keyboard.png' }).waitFor();
    await expectFocus(page, 'Details of by-keyboard.png');
    await tabTo(page, 'Delete by-keyboard.png');
    const answer = answerTo(page, 'DeleteImages');
    await page.keyboard.press('Enter');
    await page.clock.runFor(61_000);
    await answer;
    expect(await storedNames(on.site)).not.toContain('by-keyboard.png');
    await page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' });
    await expectFocus(page, 'Details of');
  });

  it('one shares a search', async () => {
    const { page } = on;
    await askByKeyboard(page, 'a leopard mug');
    await tabTo(page, 'Share');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Copy link');
    // The note about it goes away by itself.
    await stopClock(page);
    await page.keyboard.press('Enter');
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
    await expectFocus(page, 'Share');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Copy as GraphQL');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'GraphQL' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expectFocus(page, 'Share');
  });
});
