import { expect, it } from 'vitest';
import { closedGate, instructionOf, shown } from './support/actions.js';
import { describeInBrowser, openPage } from './support/browser.js';
import { onSite } from './support/on-site.js';

describeInBrowser('the start page before its scripts', () => {
  const on = onSite();

  it.each(['en', 'de', 'it', 'ko'])(
    'has its form in the document, where the scripts will draw it, in %s',
    async (locale) => {
      const { site, browser } = on;
      const { page, context } = await openPage(browser, 'about:blank', { locale });
      const gate = closedGate();
      await page.route('**/assets/*.js', gate.pass);
      await page.goto(site.url, { waitUntil: 'commit' });
      const boxes = () =>
        page.evaluate(() =>
          [
            '.header',
            '.brand',
            '.header nav',
            '.language',
            '.hero h1',
            '.hero p',
            '.ask',
            '.slot',
            '#instruction',
            '.chips',
            '.ask-submit',
          ].map((selector) => {
            const { left, top, width, height } =
              document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect();
            return [selector, ...[left, top, width, height].map(Math.round)].join(' ');
          }),
        );
      await page.locator('.ask').waitFor();
      await page.waitForFunction(() => document.styleSheets.length > 0 && document.fonts.status === 'loaded');
      const before = await boxes();
      await page.locator('#instruction').fill('typed early');
      gate.open();
      await page.locator('.ask[role="search"]').waitFor();
      expect(await boxes()).toEqual(before);
      expect(await page.locator('html').getAttribute('lang')).toBe(locale);
      expect(await page.locator('#instruction').inputValue()).toBe('typed early');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('instruction');
      await context.close();
    },
  );

  it('asks what was ended with the Enter key before they were there', async () => {
    const { site, browser } = on;
    const { page, context } = await openPage(browser, 'about:blank');
    const gate = closedGate();
    await page.route('**/assets/*.js', gate.pass);
    await page.goto(site.url, { waitUntil: 'commit' });
    await page.locator('#instruction').fill('a leopard mug');
    await page.locator('#instruction').press('Enter');
    gate.open();
    await shown(page);
    expect(await instructionOf(page)).toBe('a leopard mug');
    await context.close();
  });

  it('is not what other places begin with', async () => {
    const { page, site } = on;
    for (const place of ['?view=collection', '?search=x']) {
      const answer = await page.request.get(`${site.url}/${place}`);
      expect(await answer.text()).toContain('<div id="root"></div>');
    }
    expect(await instructionOf(page)).toBe('');
  });

  it('speaks English to who asks for no language that it knows', async () => {
    const { page, site } = on;
    for (const language of ['fi', '*', 'xx-YY, en;q=0.1']) {
      const answer = await page.request.get(site.url, { headers: { 'accept-language': language } });
      expect(await answer.text()).toContain('<html lang="en">');
    }
    expect((await page.request.get(`${site.url}/?lang=ko`)).headers()['vary']).toContain('Accept-Language');
  });
});
