import { expect, it } from 'vitest';
import { ask, cardCount, moreCardsThan, samples, scrollToEnd, showAll } from './support/actions.js';
import { describeInBrowser } from './support/browser.js';
import { newPicture } from './support/pictures.js';
import { leopardPicture } from './support/site.js';
import { onSite } from './support/on-site.js';

describeInBrowser('on a server with narrow limits', () => {
  const on = onSite({
    environment: {
      MAX_SEARCH_LIMIT: '9',
      MAX_SEARCH_WINDOW: '30',
      MAX_LIST_LIMIT: '20',
      MAX_IMAGES_PER_INGEST: '2',
      MAX_UPLOAD_BYTES: '300000',
    },
  });

  it('the page asks for no more than it may, and shows all that there is', async () => {
    const { page } = on;
    await samples(page).waitFor();
    await ask(page, 'a leopard mug');
    await page.getByText('Filters', { exact: true }).waitFor();
    for (let seen = await cardCount(page); seen < 30; seen = await cardCount(page)) {
      await showAll(page);
      await scrollToEnd(page);
      await moreCardsThan(page, seen);
    }
    await page.getByText('That is all.').waitFor();
    expect(await cardCount(page)).toBe(30);
    await page.reload();
    await page.getByText('“a leopard mug”').waitFor();
    await page.locator('.grid .card').nth(8).waitFor();
    await page.getByRole('link', { name: 'Collection' }).click();
    await page.locator('.collection .card').nth(19).waitFor();
    const files = await Promise.all(['a.png', 'b.png', 'c.png', 'd.png', 'e.png'].map(newPicture));
    await page.getByLabel('Add pictures').setInputFiles(files);
    await page.getByText('Pictures handled: 5 of 5').waitFor();
    expect(await page.locator('.ingest li[data-status="STORED"]').count()).toBe(5);
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('the page says that a picture is too large before it is sent', async () => {
    const { page } = on;
    await samples(page).waitFor();
    const large = { ...leopardPicture(), buffer: Buffer.alloc(300_001) };
    await page.getByLabel('Choose a picture').setInputFiles(large);
    await page.getByRole('alert').getByText('That file is larger than 293 kB, the most this server takes.').waitFor();
  });
});
