import { afterAll, beforeAll, expect, it } from 'vitest';
import sharp from 'sharp';
import type { Browser } from 'playwright-core';
import { ask } from './support/actions.js';
import { describeInBrowser, launchBrowser, openPage } from './support/browser.js';
import { openSite, type Site } from './support/site.js';

const MARKUP = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
const RIGHT_TO_LEFT = '\u202Egnp.esrever\u202C';
const LONG_WORD = 'w'.repeat(10_000);

describeInBrowser('hostile words', () => {
  let site: Site;
  let browser: Browser;
  beforeAll(async () => {
    [site, browser] = await Promise.all([openSite({ empty: true }), launchBrowser()]);
    const picture = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#c33' } })
      .png()
      .toBuffer();
    const images = [
      {
        image: { base64: picture.toString('base64') },
        fileName: RIGHT_TO_LEFT,
        metadata: { title: MARKUP, [`${MARKUP}key`]: RIGHT_TO_LEFT, long: LONG_WORD },
      },
    ];
    await site.graphql(`mutation ($images: [IngestImageInput!]!) { ingestImages(images: $images) { stored } }`, {
      images,
    });
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  it('are shown as text and break nothing', async () => {
    for (const width of [1280, 360]) {
      const { page, faults, context } = await openPage(browser, site.url, { viewport: { width, height: 800 } });
      await ask(page, MARKUP);
      await page.locator('.card-name', { hasText: MARKUP }).waitFor();
      await page.locator('.card-picture').first().click();
      await page.getByRole('dialog').getByText(LONG_WORD).waitFor();
      expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
      expect(faults).toEqual([]);
      await context.close();
    }
  });
});
