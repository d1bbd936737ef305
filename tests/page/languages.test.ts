import { expect, it } from 'vitest';
import { ask, instructionOf } from './support/actions.js';
import { describeInBrowser, openPage } from './support/browser.js';
import { onSite } from './support/on-site.js';

describeInBrowser('the languages of the page', () => {
  const on = onSite({ page: { locale: 'de-AT' } });

  it('speaks the one of the browser, numbers and sentences of errors included', async () => {
    const { page } = on;
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    await page.getByRole('heading', { name: 'Dieses Bild, nur anders' }).waitFor();
    await page.getByRole('button', { name: 'Suchen', exact: true }).click();
    await page.getByRole('alert').getByText('Fügen Sie ein Bild hinzu').waitFor();
    await page.getByLabel('Anweisung').fill('a leopard mug');
    await page.getByLabel('Anweisung').press('Enter');
    await page.locator('.results[aria-busy="false"]').waitFor();
    expect(await page.locator('.grid .score').first().innerText()).toMatch(/^0,\d\d$/);
    await page
      .locator('.grid .card-facts', { hasText: /price \d+,\d/ })
      .first()
      .waitFor();
  });

  it('changes it at once, keeps what is typed, and remembers it in the address and for the next visit', async () => {
    const { page, context } = on;
    await page.getByLabel('Anweisung').fill('a red umbrella');
    await page.getByLabel('Sprache').selectOption('ko');
    await page.getByRole('button', { name: '검색', exact: true }).waitFor();
    expect(await page.getByLabel('요청').inputValue()).toBe('a red umbrella');
    expect(new URL(page.url()).search).toBe('?lang=ko');
    await page.getByRole('link', { name: '모음' }).click();
    await page.getByRole('heading', { name: '모음' }).waitFor();
    expect(new URL(page.url()).searchParams.get('lang')).toBe('ko');
    const next = await context.newPage();
    await next.goto(on.site.url);
    await next.getByRole('button', { name: '검색', exact: true }).waitFor();
  });

  it('speaks the one that a link names, else English where it does not know the browser’s', async () => {
    const { site, browser } = on;
    const { page, context } = await openPage(browser, `${site.url}/?lang=it`, { locale: 'fi-FI' });
    await page.getByRole('button', { name: 'Cerca', exact: true }).waitFor();
    await page.goto(`${site.url}/?lang=xx`);
    await ask(page, 'a leopard mug');
    expect(await instructionOf(page)).toBe('a leopard mug');
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await context.close();
  });

  it('loads the sentences of one language only', async () => {
    const { page } = on;
    const loaded = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter(({ name }) => /assets\/(en|de|it|ko)-/.test(name))
        .map(({ name }) => name),
    );
    expect(loaded).toEqual([expect.stringMatching(/assets\/de-/)]);
  });
});
