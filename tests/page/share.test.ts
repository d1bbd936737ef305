import { afterAll, beforeAll, beforeEach, afterEach, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { ask, instructionOf } from './support/actions.js';
import { describeInBrowser, launchBrowser, openPage, type OpenPage } from './support/browser.js';
import { openSite, type Site } from './support/site.js';

describeInBrowser('sharing a search', () => {
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
    open = await openPage(browser, site.url, { permissions: ['clipboard-read', 'clipboard-write'] });
  });
  afterEach(() => open.context.close());

  const copied = () => open.page.evaluate(() => navigator.clipboard.readText());

  it('has an address that shows the same search to somebody else', async () => {
    await ask(open.page, 'a leopard mug');
    const names = await open.page.locator('.card-name').allInnerTexts();
    const other = await openPage(browser, open.page.url());
    await other.page.locator('.results').waitFor();
    await expect.poll(() => instructionOf(other.page)).toBe('a leopard mug');
    expect(await other.page.locator('.card-name').allInnerTexts()).toEqual(names.slice(0, 24));
    await other.context.close();
  });

  it('goes back and forward', async () => {
    const { page } = open;
    await ask(page, 'a leopard mug');
    await ask(page, 'a red umbrella');
    await page.goBack();
    await page.waitForFunction(
      () => document.querySelector<HTMLTextAreaElement>('#instruction')?.value === 'a leopard mug',
    );
    await page.goForward();
    await page.waitForFunction(
      () => document.querySelector<HTMLTextAreaElement>('#instruction')?.value === 'a red umbrella',
    );
  });

  it('copies the operation as GraphQL that the server answers the same', async () => {
    const { page } = open;
    await ask(page, 'a leopard mug');
    const first = await page.locator('.card').first().getAttribute('data-image');
    await page.getByText('Share', { exact: true }).click();
    await page.getByRole('button', { name: 'Copy as GraphQL' }).click();
    await page.getByText('Copied').waitFor();
    const dialog = page.getByRole('dialog', { name: 'GraphQL' });
    expect(await dialog.getByRole('textbox').inputValue()).toBe((await copied()).trimEnd());
    const [query, variables] = (await copied()).split('# Variables');
    const response = await fetch(`${site.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: JSON.parse(variables ?? '{}') as unknown }),
    });
    const { data } = (await response.json()) as { data: { search: { hits: { image: { id: string } }[] } } };
    expect(data.search.hits[0]?.image.id).toBe(first);
  });

  it('shows the text to copy by hand where the browser has no clipboard', async () => {
    const { page, context } = await openPage(browser, site.url);
    await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await page.reload();
    await ask(page, 'a leopard mug');
    await page.getByText('Share', { exact: true }).click();
    await page.getByRole('button', { name: 'Copy link' }).click();
    const dialog = page.getByRole('dialog', { name: 'Copy link' });
    await dialog.getByText('select the text and copy it').waitFor();
    expect(await dialog.getByRole('textbox').inputValue()).toBe(page.url());
    await context.close();
  });

  it('copies it as a TypeScript program, and opens it in Sandbox', async () => {
    const { page } = open;
    await ask(page, 'a leopard mug');
    await page.getByText('Share', { exact: true }).click();
    const sandbox = new URL((await page.getByRole('link', { name: 'Open in Sandbox' }).getAttribute('href')) ?? '');
    expect(sandbox.searchParams.get('endpoint')).toBe(`${site.url}/graphql`);
    expect(JSON.parse(sandbox.searchParams.get('variables') ?? '')).toEqual({
      instruction: 'a leopard mug',
      limit: 24,
    });
    await page.getByRole('button', { name: 'Copy as TypeScript' }).click();
    await page.getByText('Copied').waitFor();
    expect(await copied()).toContain(
      `client.request(SearchDocument, {\n  "instruction": "a leopard mug",\n  "limit": 24\n})`,
    );
  });
});
