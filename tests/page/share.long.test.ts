import { expect, it } from 'vitest';
import { ask, instructionOf } from './support/actions.js';
import { describeInBrowser, openPage } from './support/browser.js';
import { onSite } from './support/on-site.js';

describeInBrowser('sharing a search', () => {
  const on = onSite({ complaints: true, page: { permissions: ['clipboard-read', 'clipboard-write'] } });

  const copied = () => on.page.evaluate(() => navigator.clipboard.readText());

  it('has an address that shows the same search to somebody else', async () => {
    await ask(on.page, 'a leopard mug');
    const names = await on.page.locator('.card-name').allInnerTexts();
    const other = await openPage(on.browser, on.page.url());
    await other.page.locator('.results').waitFor();
    await expect.poll(() => instructionOf(other.page)).toBe('a leopard mug');
    expect(await other.page.locator('.card-name').allInnerTexts()).toEqual(names.slice(0, 24));
    await other.context.close();
  });

  it('goes back and forward', async () => {
    const { page } = on;
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
    const { page } = on;
    await ask(page, 'a leopard mug');
    const first = await page.locator('.card').first().getAttribute('data-image');
    await page.getByText('Share', { exact: true }).click();
    await page.getByRole('button', { name: 'Copy as GraphQL' }).click();
    await page.getByText('Copied').waitFor();
    const dialog = page.getByRole('dialog', { name: 'GraphQL' });
    expect(await dialog.getByRole('textbox').inputValue()).toBe((await copied()).trimEnd());
    const [query, variables] = (await copied()).split('# Variables');
    const response = await fetch(`${on.site.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: JSON.parse(variables ?? '{}') as unknown }),
    });
    const { data } = (await response.json()) as { data: { search: { hits: { image: { id: string } }[] } } };
    expect(data.search.hits[0]?.image.id).toBe(first);
  });

  it('shows the text to copy by hand where the browser has no clipboard', async () => {
    const { page, context } = await openPage(on.browser, on.site.url);
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
    const { page } = on;
    await ask(page, 'a leopard mug');
    await page.getByText('Share', { exact: true }).click();
    const sandbox = new URL((await page.getByRole('link', { name: 'Open in Sandbox' }).getAttribute('href')) ?? '');
    expect(sandbox.searchParams.get('endpoint')).toBe(`${on.site.url}/graphql`);
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
