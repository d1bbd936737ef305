import type { Request } from 'playwright-core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { ranking, say } from '../reranker/support/answers.js';
import { answerTo, ask, cardCount, choose, moreCardsThan, samples, scrollToEnd, shown } from './support/actions.js';
import { describeInBrowser } from './support/browser.js';
import { onRankingSite, onSite } from './support/on-site.js';
import { leopardPicture } from './support/site.js';

describeInBrowser('refining a search', () => {
  const on = onSite();

  it('sends a photograph once, no larger than a search can use, and asks on with the search that it came with', async () => {
    const { page } = on;
    const uploads: Request[] = [];
    page.on('request', (request) => {
      if (request.headers()['content-type']?.startsWith('multipart/') === true) uploads.push(request);
    });
    const { buffer } = leopardPicture();
    const photograph = await sharp(buffer).resize(3000, 3000).jpeg({ quality: 98 }).toBuffer();
    await page
      .getByLabel('Choose a picture')
      .setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: photograph });
    await page.getByText('Pictures like this one').waitFor();
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await shown(page);
    for (const instruction of ['but in red', 'as a mug']) {
      const answer = answerTo(page, 'Search');
      await page.getByLabel('Instruction').fill(instruction);
      await page.getByLabel('Instruction').press('Enter');
      expect((await answer).request().postDataJSON()).toMatchObject({
        variables: { image: { search: expect.stringMatching(/^[\w-]{20,}$/) as string } },
      });
      await shown(page);
    }
    await page.getByText('Filters', { exact: true }).click();
    const answer = answerTo(page, 'Search');
    await choose(page, 'category', 'mug');
    expect((await answer).request().postDataJSON()).toMatchObject({
      variables: { image: { search: expect.any(String) as string } },
    });
    await shown(page);
    expect(uploads).toHaveLength(1);
    const { requestBodySize } = (await uploads[0]?.sizes()) ?? { requestBodySize: Infinity };
    expect(requestBodySize).toBeLessThan(photograph.length / 2);
  });

  it('leans towards a hit and away from another, as chips that can be taken away', async () => {
    const { page } = on;
    await ask(page, 'a phone case');
    const card = page.locator('.grid .card').nth(2);
    const id = await card.getAttribute('data-image');
    let answer = answerTo(page, 'Search');
    await card.getByRole('button', { name: /^More like this:/ }).click();
    expect((await answer).request().postDataJSON()).toMatchObject({
      variables: { like: [{ image: { id }, weight: 0.5 }] },
    });
    await shown(page);
    answer = answerTo(page, 'Search');
    await page
      .getByRole('button', { name: /^Less like this:/ })
      .first()
      .click();
    expect((await answer).request().postDataJSON()).toMatchObject({ variables: { unlike: [{ weight: 0.5 }] } });
    await shown(page);
    const chips = page.getByRole('list', { name: 'More and less like' }).getByRole('listitem');
    expect(await chips.count()).toBe(2);
    await page.reload();
    await shown(page);
    expect(await chips.count()).toBe(2);
    answer = answerTo(page, 'Search');
    await chips.first().getByRole('button').click();
    expect((await answer).request().postDataJSON()).toMatchObject({ variables: { like: [] } });
    await shown(page);
    expect(await chips.count()).toBe(1);
  });

  it('says that nothing fits, and keeps back all but the nearest until they are wanted', async () => {
    const { page } = on;
    await ask(page, 'asdfgh qwertz');
    await page.locator('.warnings').getByText('Nothing in this collection really fits.').waitFor();
    expect(await cardCount(page)).toBe(24);
    await page.getByRole('button', { name: 'Show less relevant ones' }).click();
    await scrollToEnd(page);
    await moreCardsThan(page, 24);
  });

  it('tells how many there are, and what the instruction changed', async () => {
    const { page } = on;
    await samples(page).getByRole('button').first().click();
    await ask(page, 'as a mug');
    await expect.poll(() => page.locator('#results-heading').innerText()).toMatch(/Results [\d,]+ pictures?$/);
    await page.getByText('What did the words change?').click();
    const rows = page.locator('.influence dd');
    await rows.first().waitFor();
    const counts = await rows.allInnerTexts();
    expect(counts.map(Number).reduce((sum, count) => sum + count, 0)).toBe(9);
  });

  it('takes several values of a key, which stay chosen while the answer is on its way', async () => {
    const { page } = on;
    await ask(page, 'leopard print');
    await page.getByText('Filters', { exact: true }).click();
    const answer = answerTo(page, 'SearchFacets');
    await choose(page, 'category', 'mug');
    // Of a key that is filtered by, all values are offered.
    await answer;
    await choose(page, 'category', 'umbrella');
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.grid .card-name')].every((name) => /mug|umbrella/i.test(name.textContent ?? '')),
    );
    await page.getByText('Filters (1)').waitFor();
  });
});

describeInBrowser('a ranking that is kept', () => {
  const on = onRankingSite();

  it('is shown again after a reload and in a shared link, without being paid for', async () => {
    const { page } = on;
    on.service.script(say(ranking([3, 0, 1, 2, 4, 5, 6, 7, 8], 'The rosettes of number 3.')));
    await ask(page, 'a leopard mug');
    await page.getByRole('button', { name: 'Ask GPT-4o' }).click();
    await page.getByText('The rosettes of number 3.').waitFor();
    const { length } = on.service.calls;
    await page.reload();
    await page.getByText('The rosettes of number 3.').waitFor();
    expect(on.service.calls).toHaveLength(length);
  });
});
