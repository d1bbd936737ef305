import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { ask } from './support/actions.js';
import { describeInBrowser, launchBrowser, openPage, type OpenPage } from './support/browser.js';
import { openSite, type Site } from './support/site.js';
import { fail, ranking, say } from '../reranker/support/answers.js';
import { type OpenAiDouble, startOpenAiDouble } from '../reranker/support/openai-double.js';

const order = [3, 0, 1, 2, 4, 5, 6, 7, 8];
const explanation = 'Number 3 has the very rosettes of the query. <b>Bold claim</b>';

describeInBrowser('asking GPT on the page', () => {
  let site: Site;
  let browser: Browser;
  let service: OpenAiDouble;
  let open: OpenPage;
  beforeAll(async () => {
    service = await startOpenAiDouble();
    [site, browser] = await Promise.all([
      openSite({ environment: { OPENAI_API_KEY: 'test-key', OPENAI_BASE_URL: service.url } }),
      launchBrowser(),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
    await service.close();
  });
  beforeEach(async () => {
    open = await openPage(browser, site.url);
  });
  afterEach(() => open.context.close());

  it('says where the pictures go, and sends nothing until it is asked', async () => {
    await ask(open.page, 'a leopard cushion');
    await open.page.getByText('leave this server for the configured service').waitFor();
    expect(service.calls).toEqual([]);
  });

  it('shows ranks on the hits, the best one with its explanation, and what the model saw', async () => {
    const { page } = open;
    service.script(say(ranking(order, explanation)));
    await ask(page, 'a leopard mug');
    const fourth = await page.locator('.card').nth(3).getAttribute('data-image');
    await page.getByRole('button', { name: 'Ask gpt-4o' }).click();
    await page.getByText(explanation).waitFor();
    expect(await page.locator(`.card[data-image="${fourth}"] .badge`).innerText()).toBe('#1');
    await page.getByText('The whole ranking').click();
    await page.getByText('Reason of 8.').waitFor();
    expect(await page.locator('.ranking li').count()).toBe(9);
    await page.getByRole('button', { name: 'What the model saw' }).click();
    const sheet = page.getByAltText('Contact sheet: the query picture and the numbered candidates');
    await sheet.waitFor();
    expect(
      await sheet.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
    ).toBeGreaterThan(600);
  });

  it('keeps the hits and explains where the service fails', async () => {
    const { page } = open;
    await ask(page, 'a red umbrella');
    service.script(fail(401, { message: 'Incorrect API key', code: 'invalid_api_key' }));
    await page.getByRole('button', { name: 'Ask gpt-4o' }).click();
    await page.getByRole('alert').getByText('The ranking service does not answer.').waitFor();
    expect(await page.locator('.card').count()).toBeGreaterThan(8);
  });

  it('can be given up while it works', async () => {
    const { page } = open;
    await ask(page, 'a zebra plate');
    service.script(() => undefined);
    await page.getByRole('button', { name: 'Ask gpt-4o' }).click();
    await page.getByText('gpt-4o is looking at the pictures…').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Ask gpt-4o' }).waitFor();
  });
});

describeInBrowser('asking GPT without a key', () => {
  it('says what to set, and leaves the hits alone', async () => {
    const [site, browser] = await Promise.all([openSite(), launchBrowser()]);
    const { page } = await openPage(browser, site.url);
    await ask(page, 'a leopard mug');
    await page.getByText('set OPENAI_API_KEY').waitFor();
    expect(await page.locator('.card').count()).toBeGreaterThan(8);
    await browser.close();
    await site.close();
  });
});
