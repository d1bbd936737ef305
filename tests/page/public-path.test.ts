import { expect, it, onTestFinished } from 'vitest';
import { ask, decoded } from './support/actions.js';
import { describeInBrowser, launchBrowser, openPage } from './support/browser.js';
import { startProxy } from './support/proxy.js';
import { leopardPicture, openSite } from './support/site.js';

describeInBrowser('behind a proxy that has the server under a path', () => {
  it.each([
    ['takes the path off', true],
    ['leaves the path on', false],
  ])('and %s: page, pictures, uploads, snippets and explorer work', async (_which, strips) => {
    const proxy = await startProxy('/shop/leopard', { strips });
    onTestFinished(() => proxy.close());
    const site = await openSite({ environment: { PUBLIC_URL: proxy.url } });
    onTestFinished(() => site.close());
    proxy.forwardTo(site.url);
    const browser = await launchBrowser();
    onTestFinished(() => browser.close());
    const permissions = ['clipboard-read', 'clipboard-write'];
    const { page, faults, outside } = await openPage(browser, `${proxy.url}/`, { permissions });

    await page.getByLabel('Choose a picture').setInputFiles(leopardPicture());
    await ask(page, 'as a mug');
    await decoded(page.locator('.grid .card').first());
    expect(page.url()).toMatch(new RegExp(`^${proxy.url}/\\?search=`));
    await page.reload();
    await decoded(page.locator('.grid .card').first());

    await page.getByText('Share', { exact: true }).click();
    await page.getByRole('button', { name: 'Copy as TypeScript' }).click();
    await page.getByText('Copied').waitFor();
    const program = await page.evaluate(() => navigator.clipboard.readText());
    expect(program).toContain(`createClient({ url: "${proxy.url}/graphql" })`);
    await page.keyboard.press('Escape');

    await page.getByRole('link', { name: 'Collection' }).click();
    await decoded(page.locator('.card').first());
    expect(page.url()).toBe(`${proxy.url}/?view=collection`);

    await page.getByRole('link', { name: 'API explorer' }).click();
    await page.getByText('(Send query ComposedSearch)').click();
    await page.locator('.query-result__list-item', { hasText: `${proxy.url}/images/` }).waitFor();
    expect(page.url()).toBe(`${proxy.url}/explorer/`);
    expect({ faults, outside, beside: proxy.beside }).toEqual({ faults: [], outside: [], beside: [] });

    const landing = await fetch(`${proxy.url}/graphql`, { headers: { accept: 'text/html' } });
    expect([landing.status, landing.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    if (!strips) expect((await fetch(proxy.url)).url).toBe(`${proxy.url}/`);
  });
});
