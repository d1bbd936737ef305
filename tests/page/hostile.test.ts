import { afterAll, beforeAll, expect, it } from 'vitest';
import sharp from 'sharp';
import type { Browser, Page } from 'playwright-core';
import { say } from '../reranker/support/answers.js';
import { type OpenAiDouble, startOpenAiDouble } from '../reranker/support/openai-double.js';
import { ask, askForRanking, stopClock } from './support/actions.js';
import { describeInBrowser, launchBrowser, openPage } from './support/browser.js';
import { brokenPicture } from './support/pictures.js';
import { openSite, type Site } from './support/site.js';

const MARKUP = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
const RIGHT_TO_LEFT = '\u202Egnp.esrever\u202C';
const LONG_WORD = 'w'.repeat(10_000);
const LONG_VALUE = 'v'.repeat(3_000);
const SECOND = `${MARKUP} the second`;

describeInBrowser('hostile words', () => {
  let site: Site;
  let browser: Browser;
  let service: OpenAiDouble;
  beforeAll(async () => {
    service = await startOpenAiDouble();
    const environment = { OPENAI_API_KEY: 'test-key', OPENAI_BASE_URL: service.url };
    [site, browser] = await Promise.all([openSite({ empty: true, environment }), launchBrowser()]);
    const picture = async (background: string): Promise<string> =>
      (
        await sharp({ create: { width: 64, height: 64, channels: 3, background } })
          .png()
          .toBuffer()
      ).toString('base64');
    const images = [
      {
        image: { base64: await picture('#c33') },
        fileName: RIGHT_TO_LEFT,
        metadata: { title: MARKUP, [`${MARKUP}key`]: RIGHT_TO_LEFT, long: LONG_WORD, kind: LONG_VALUE },
      },
      { image: { base64: await picture('#3c3') }, metadata: { title: SECOND, kind: LONG_VALUE } },
      { image: { base64: await picture('#33c') }, fileName: LONG_WORD.slice(0, 200), metadata: { kind: MARKUP } },
      { image: { base64: await picture('#cc3') }, fileName: RIGHT_TO_LEFT, metadata: { kind: MARKUP } },
    ];
    await site.graphql(`mutation ($images: [IngestImageInput!]!) { ingestImages(images: $images) { stored } }`, {
      images,
    });
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
    await service.close();
  });

  async function expectUnharmed(page: Page): Promise<void> {
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(await page.locator('main img[src="x"], main script').count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  }

  it.each([1280, 360])('are shown as text and break nothing, %i pixels wide', async (width) => {
    const { page, faults, context } = await openPage(browser, site.url, { viewport: { width, height: 800 } });
    await ask(page, MARKUP);
    await page.locator('.card-name', { hasText: SECOND }).waitFor();
    // Direction marks stay within their own words.
    expect(await page.locator('.card-name', { hasText: RIGHT_TO_LEFT }).locator('bdi').innerText()).toBe(RIGHT_TO_LEFT);
    expect(
      await page
        .locator('.card')
        .first()
        .evaluate((card) => card.scrollWidth <= card.clientWidth),
    ).toBe(true);
    await expectUnharmed(page);

    await page.getByText('Filters', { exact: true }).click();
    await page.getByRole('group', { name: 'kind' }).getByRole('checkbox').first().check();
    await page.getByText('Filters (1)').waitFor();
    await expectUnharmed(page);
    await page.getByRole('button', { name: 'Clear all' }).click();
    await page.keyboard.press('Escape');
    await page.getByText('Filters', { exact: true }).waitFor();

    await page.locator('.card-picture', { has: page.getByAltText(MARKUP, { exact: true }) }).click();
    await page.getByRole('dialog').getByText(LONG_WORD, { exact: true }).waitFor();
    await expectUnharmed(page);
    await page.keyboard.press('Escape');

    await ask(page, LONG_WORD.slice(0, 100));
    await page.getByRole('navigation', { name: 'How you got here' }).getByText(MARKUP).waitFor();
    await expectUnharmed(page);
    expect(faults).toEqual([]);
    await context.close();
  });

  it.each([1280, 360])('of a model are shown as text, %i pixels wide', async (width) => {
    const { page, faults, context } = await openPage(browser, site.url, { viewport: { width, height: 800 } });
    const reasons = [MARKUP, RIGHT_TO_LEFT, LONG_WORD, SECOND];
    const ranked = [3, 2, 1, 0].map((index) => ({ index, reason: reasons[index] }));
    service.script(say(JSON.stringify({ ranking: ranked, explanation: `${MARKUP} ${RIGHT_TO_LEFT} ${LONG_WORD}` })));
    await ask(page, `a plain square, ${width}`);
    await askForRanking(page);
    await page.getByText('All 4, with a reason for each').click();
    await page.locator('.explanation', { hasText: MARKUP }).waitFor();
    expect(await page.locator('.ranking li').count()).toBe(4);
    await expectUnharmed(page);
    const panel = await page.locator('.rerank').boundingBox();
    expect(panel?.height).toBeLessThan(1500);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('name files that are added and pictures that are deleted', async () => {
    const { page, faults, context } = await openPage(browser, `${site.url}/?view=collection`, {
      viewport: { width: 360, height: 800 },
    });
    await page.locator('.card').first().waitFor();
    await page
      .getByLabel('Add pictures')
      .setInputFiles([brokenPicture('<b>bold<b>.png'), brokenPicture(RIGHT_TO_LEFT)]);
    await page.locator('.ingest').getByText('<b>bold<b>.png').waitFor();
    await page.locator('.ingest').getByText(RIGHT_TO_LEFT).waitFor();
    await expectUnharmed(page);
    await stopClock(page);
    await page.getByRole('button', { name: `Delete ${LONG_WORD.slice(0, 200)}` }).click();
    const toast = await page.locator('.toast', { hasText: 'will be deleted' }).boundingBox();
    expect(toast?.width).toBeLessThanOrEqual(360);
    await expectUnharmed(page);
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(faults).toEqual([]);
    await context.close();
  });
});
