import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { describeInBrowser, launchBrowser, openPage, type OpenPage } from './support/browser.js';
import { leopardPicture, openSite, type Site } from './support/site.js';

describeInBrowser('asking on the page', () => {
  let site: Site;
  let browser: Browser;
  let open: OpenPage;
  beforeAll(async () => {
    [site, browser] = await Promise.all([openSite(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });
  beforeEach(async () => {
    open = await openPage(browser, site.url);
  });
  afterEach(async () => {
    expect(open.faults).toEqual([]);
    expect(open.outside).toEqual([]);
    await open.context.close();
  });

  const firstName = () => open.page.locator('.grid .card .card-name').first();

  it('finds the leopard phone case from a sample picture and a suggestion, in two clicks', async () => {
    const { page } = open;
    await page.getByRole('region', { name: 'Start from one of these' }).getByRole('button').first().click();
    await page.getByRole('button', { name: 'phone case with this image theme' }).click();
    await page.getByRole('heading', { name: /^Results/ }).waitFor();
    expect(await firstName().innerText()).toMatch(/leopard/i);
    expect(await firstName().innerText()).toMatch(/phone case/i);
    expect(await page.getByText('This picture, changed: “phone case with this image theme”').isVisible()).toBe(true);
  });

  it('takes a chosen file, and says what is being asked', async () => {
    const { page } = open;
    await page.getByLabel('Choose a picture').setInputFiles(leopardPicture());
    expect(await page.getByText('Pictures like this one').isVisible()).toBe(true);
    await page.getByLabel('Instruction').fill('as a mug');
    await page.getByLabel('Instruction').press('Enter');
    await page.getByRole('heading', { name: /^Results/ }).waitFor();
    expect(await firstName().innerText()).toMatch(/mug/i);
  });

  it('takes a pasted picture', async () => {
    const { page } = open;
    await page.evaluate((base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], 'pasted.jpg', { type: 'image/jpeg' }));
      window.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true }));
    }, leopardPicture().buffer.toString('base64'));
    await page.getByText('Pictures like this one').waitFor();
  });

  it('takes a dropped picture and refuses what is none, in words', async () => {
    const { page } = open;
    await page.evaluate(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['hello'], 'notes.txt', { type: 'text/plain' }));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    });
    await page.getByRole('alert').getByText('That is not a picture.').waitFor();
  });

  it('searches by text alone', async () => {
    const { page } = open;
    await page.getByLabel('Instruction').fill('a red mug with hearts');
    expect(await page.getByText('Pictures of “a red mug with hearts”').isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByRole('heading', { name: /^Results/ }).waitFor();
    expect(await firstName().innerText()).toMatch(/mug/i);
  });

  it('searches for a part of the picture, with the pointer and with the keyboard', async () => {
    const { page } = open;
    await page.getByLabel('Choose a picture').setInputFiles(leopardPicture());
    const picture = page.getByRole('application', { name: 'Query picture' });
    const box = await picture.boundingBox();
    if (!box) throw new Error('The query picture is not on screen');
    await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.4);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.6, { steps: 4 });
    await page.mouse.up();
    await page.getByText('Pictures like the selected part').waitFor();
    await page.getByRole('button', { name: 'Use the whole picture' }).click();
    await picture.press('Enter');
    await picture.press('Shift+ArrowLeft');
    await page.getByText(/Searching for the selected part: 58 by 60 percent/).waitFor({ state: 'attached' });
    const answer = page.waitForResponse((response) => response.url().endsWith('/graphql'));
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    expect(await (await answer).json()).toMatchObject({
      data: { search: { query: { region: { left: 0.2, top: 0.2, width: 0.58, height: 0.6 } } } },
    });
    await page.getByRole('heading', { name: /^Results/ }).waitFor();
  });

  it('asks nothing when nothing is given, and says so', async () => {
    const { page } = open;
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByRole('alert').getByText('Add a picture, type an instruction, or both.').waitFor();
  });

  it('refines: a hit becomes the next query picture, with a trail back', async () => {
    const { page } = open;
    await page.getByLabel('Instruction').fill('a blue floral umbrella');
    await page.getByLabel('Instruction').press('Enter');
    await page.getByRole('heading', { name: /^Results/ }).waitFor();
    await page
      .getByRole('button', { name: /^Use this one:/ })
      .first()
      .click();
    await page.getByLabel('Instruction').fill('as a cushion');
    await page.getByLabel('Instruction').press('Enter');
    await page.getByRole('navigation', { name: 'How you got here' }).getByText('a blue floral umbrella').waitFor();
    expect(await firstName().innerText()).toMatch(/cushion/i);
    await page.getByRole('link', { name: 'a blue floral umbrella' }).click();
    await page.waitForFunction(
      () => document.querySelector<HTMLTextAreaElement>('#instruction')?.value === 'a blue floral umbrella',
    );
  });
});
