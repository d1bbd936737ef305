import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, afterEach, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { describeInBrowser, launchBrowser, openPage, type OpenPage } from './support/browser.js';
import { openSite, type Site } from './support/site.js';

const newPicture = () =>
  sharp(randomBytes(3 * 24 * 24), { raw: { width: 24, height: 24, channels: 3 } })
    .resize(200)
    .png()
    .toBuffer();

describeInBrowser('keeping a collection', () => {
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
    open = await openPage(browser, `${site.url}/?view=collection`);
    await open.page.locator('.card').first().waitFor();
  });
  afterEach(async () => {
    expect(open.faults).toEqual([]);
    await open.context.close();
  });

  it('adds pictures with an outcome for each, the faulty ones named', async () => {
    const { page } = open;
    await page.getByLabel('Add pictures').setInputFiles([
      { name: 'new.png', mimeType: 'image/png', buffer: await newPicture() },
      { name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('no picture') },
    ]);
    await page.getByText('Adding pictures: 2 of 2').waitFor();
    await page.getByText('1 picture was not added').waitFor();
    expect(await page.locator('.ingest li[data-status="REJECTED"]').innerText()).toContain('broken.png');
    expect(await page.locator('.ingest li[data-status="STORED"]').innerText()).toContain('new.png');
    expect(await page.locator('.card-name').first().innerText()).toBe('new.png');
  });

  it('takes a folder by drop, and skips what is no picture', async () => {
    const { page } = open;
    const pictures = await Promise.all([newPicture(), newPicture()]);
    await page.evaluate(
      (encoded) => {
        // A folder as the browser hands it over: entries that are read in portions.
        const file = (base64: string, name: string) =>
          new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], name, {
            type: 'image/png',
          });
        const fileEntry = (content: File) => ({
          isFile: true,
          isDirectory: false,
          file: (done: (file: File) => void) => done(content),
        });
        const portions = [encoded.map((base64, index) => fileEntry(file(base64, `folder-${index}.png`))), []];
        const folder = {
          isFile: false,
          isDirectory: true,
          createReader: () => ({ readEntries: (done: (entries: unknown[]) => void) => done(portions.shift() ?? []) }),
        };
        const event = new Event('drop', { bubbles: true, cancelable: true });
        Object.assign(event, { dataTransfer: { items: [{ webkitGetAsEntry: () => folder }], files: [] } });
        window.dispatchEvent(event);
      },
      pictures.map((picture) => picture.toString('base64')),
    );
    await page.getByText('Adding pictures: 2 of 2').waitFor();
    await page.getByText('folder-1.png').first().waitFor();
  });

  it('deletes after a few seconds, in which it can be taken back', async () => {
    const { page } = open;
    await page
      .getByLabel('Add pictures')
      .setInputFiles([{ name: 'short-lived.png', mimeType: 'image/png', buffer: await newPicture() }]);
    const card = page.locator('.card', { hasText: 'short-lived.png' });
    await card.waitFor();
    const deletions: string[] = [];
    page.on('request', (request) => request.postData()?.includes('DeleteImages') && deletions.push(request.url()));
    await card.getByRole('button', { name: 'Delete short-lived.png' }).click();
    await card.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await card.waitFor();
    expect(deletions).toEqual([]);
    await card.getByRole('button', { name: 'Delete short-lived.png' }).click();
    const answer = await page.waitForResponse(
      (response) => response.request().postData()?.includes('DeleteImages') ?? false,
    );
    expect(await answer.json()).toMatchObject({ data: { deleteImages: { deleted: [expect.any(String)] } } });
  });

  it('uses a stored picture as the query picture', async () => {
    const { page } = open;
    await page
      .getByRole('button', { name: /^Use this one:/ })
      .first()
      .click();
    await page.getByText('Pictures like this one').waitFor();
  });
});
