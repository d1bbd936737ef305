import { afterAll, beforeAll, beforeEach, afterEach, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { ask } from './support/actions.js';
import { describeInBrowser, launchBrowser, openPage, type OpenPage } from './support/browser.js';
import { openSite, type Site } from './support/site.js';

describeInBrowser('when things go wrong', () => {
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
  afterEach(() => open.context.close());

  it('says that the server is away, and goes on by itself when it is back', async () => {
    const { page } = open;
    await ask(page, 'a leopard mug');
    await site.kill();
    await page.getByLabel('Instruction').fill('a red umbrella');
    await page.getByLabel('Instruction').press('Enter');
    await page.getByText('The server does not answer. Trying again…').waitFor();
    await site.restart();
    await page.locator('.results').waitFor({ timeout: 30_000 });
    expect(await page.locator('.card-name').first().innerText()).toMatch(/umbrella/i);
  });

  it('says that the browser is offline, and keeps what is on screen', async () => {
    const { page, context } = open;
    await ask(page, 'a leopard mug');
    await context.setOffline(true);
    await page.getByText(/You are offline/).waitFor();
    expect(await page.locator('.card').count()).toBeGreaterThan(0);
    await context.setOffline(false);
    await page.getByText(/You are offline/).waitFor({ state: 'hidden' });
  });

  it.each([
    ['OVERLOADED', 'The server is busy.'],
    ['RATE_LIMITED', 'Too many requests at once.'],
    ['INSTRUCTION_TOO_LONG', 'The instruction is too long.'],
    ['VECTOR_STORE_UNAVAILABLE', 'The index is not answering.'],
    ['INTERNAL_SERVER_ERROR', 'Something went wrong on the server.'],
  ])('puts %s into words and offers to try again', async (code, words) => {
    const { page } = open;
    await page.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes('query Search(')) return route.continue();
      return route.fulfill({
        json: {
          data: { search: null },
          errors: [{ message: 'The remedy, as the server says it.', path: ['search'], extensions: { code } }],
        },
      });
    });
    await page.getByLabel('Instruction').fill('a leopard mug');
    await page.getByLabel('Instruction').press('Enter');
    const alert = page.getByRole('alert').filter({ hasText: words });
    await alert.getByText('The remedy, as the server says it.').waitFor();
    await page.unroute('**/graphql');
    await alert.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.results').waitFor();
  });
});

describeInBrowser('an empty collection', () => {
  it('says how to fill it, on both views', async () => {
    const [site, browser] = await Promise.all([openSite({ empty: true }), launchBrowser()]);
    const { page } = await openPage(browser, site.url);
    await page.getByRole('heading', { name: 'No pictures yet' }).waitFor();
    await page.getByRole('link', { name: 'Collection' }).click();
    await page.getByRole('heading', { name: 'No pictures yet' }).waitFor();
    await browser.close();
    await site.close();
  });
});
