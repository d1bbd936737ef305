import { expect, it } from 'vitest';
import { ask, intercept, moreCardsThan, scrollToEnd, showAll } from './support/actions.js';
import { describeInBrowser } from './support/browser.js';
import { onRankingSite, onSite } from './support/on-site.js';
import { after, fail, ranking, say } from '../reranker/support/answers.js';

const order = [3, 0, 1, 2, 4, 5, 6, 7, 8];
const explanation = 'Number 3 has the very rosettes of the query. <b>Bold claim</b>';

describeInBrowser('asking GPT on the page', () => {
  const on = onRankingSite({ complaints: true });

  it('says where the pictures go, and sends nothing until it is asked', async () => {
    await ask(on.page, 'a leopard cushion');
    await on.page.getByText('the pictures and your question are sent to the configured service').waitFor();
    expect(on.service.calls).toEqual([]);
  });

  it('shows ranks on the hits, the best one with its explanation, and what the model saw', async () => {
    const { page } = on;
    on.service.script(say(ranking(order, explanation)));
    await ask(page, 'a leopard mug');
    const fourth = await page.locator('.card').nth(3).getAttribute('data-image');
    await page.getByRole('button', { name: 'Ask GPT-4o' }).click();
    await page.getByText(explanation).waitFor();
    const first = page.locator('.grid .card').first();
    expect(await first.getAttribute('data-image')).toBe(fourth);
    expect(await first.locator('.badge').innerText()).toBe('#1');
    await first.getByText('Reason of 3.').waitFor();
    await page.getByRole('button', { name: 'Show by similarity' }).click();
    expect(await page.locator('.grid .card').nth(3).getAttribute('data-image')).toBe(fourth);
    await page.getByText('All 9, with a reason for each').click();
    await page.locator('.ranking').getByText('Reason of 8.').waitFor();
    expect(await page.locator('.ranking li').count()).toBe(9);
    await page.getByRole('button', { name: 'What the model saw' }).click();
    const sheet = page.getByAltText('Contact sheet: the query picture and the numbered candidates');
    await sheet.waitFor();
    expect(
      await sheet.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
    ).toBeGreaterThan(600);
  });

  it('keeps the hits and explains where the service fails', async () => {
    const { page } = on;
    await ask(page, 'a red umbrella');
    on.service.script(fail(401, { message: 'Incorrect API key', code: 'invalid_api_key' }));
    await page.getByRole('button', { name: 'Ask GPT-4o' }).click();
    await page.getByRole('alert').getByText('Ranking is not available at the moment.').waitFor();
    expect(await page.locator('.card').count()).toBeGreaterThan(8);
  });

  it('waits for a slow model, while the hits can be used', async () => {
    const { page } = on;
    let answer = (): void => undefined;
    const calls = on.service.calls.length;
    await ask(page, 'a leopard cushion');
    on.service.script(after(new Promise<void>((resolve) => (answer = resolve)), say(ranking(order, explanation))));
    await page.getByRole('button', { name: 'Ask GPT-4o' }).click();
    await on.service.called(calls + 1);
    await page.getByText('GPT-4o is looking at the pictures…').waitFor();
    expect(await page.getByRole('progressbar').isVisible()).toBe(true);
    expect(await page.locator('.badge').count()).toBe(0);
    await page.locator('.grid .card-picture').first().click();
    await page.getByRole('dialog').getByText('category').waitFor();
    await page.keyboard.press('Escape');
    await showAll(page);
    await scrollToEnd(page);
    await moreCardsThan(page, 24);
    answer();
    await page.getByText(explanation).waitFor();
    expect(await page.locator('.grid .badge').count()).toBe(9);
    expect(await page.getByRole('progressbar').count()).toBe(0);
  });

  it('gives a new search no ranking of the one before, however late it comes', async () => {
    const { page } = on;
    let answer = (): void => undefined;
    const calls = on.service.calls.length;
    await ask(page, 'a striped plate');
    const hits = await page.locator('.results').getAttribute('data-search');
    on.service.script(after(new Promise<void>((resolve) => (answer = resolve)), say(ranking(order, explanation))));
    await page.getByRole('button', { name: 'Ask GPT-4o' }).click();
    await on.service.called(calls + 1);
    await ask(page, 'a striped backpack');
    // Nobody waits for it any more: the server gives it up, and the service is told.
    await on.service.calls.at(-1)?.aborted;
    answer();
    on.service.script(say(ranking(order, 'Of the backpacks, number 3.')));
    expect(await page.locator('.results').getAttribute('data-search')).not.toBe(hits);
    await page.getByRole('button', { name: 'Ask GPT-4o' }).click();
    await page.getByText('Of the backpacks, number 3.').waitFor();
    expect(await page.getByText(explanation).count()).toBe(0);
    await page.goBack();
    await page.waitForFunction(
      () => document.querySelector<HTMLTextAreaElement>('#instruction')?.value === 'a striped plate',
    );
    expect(await page.locator('.badge').count()).toBe(0);
    await page.goForward();
    await page.getByText('Of the backpacks, number 3.').waitFor();
  });

  it('says that an expired search has to be asked again before it can be ranked', async () => {
    const { page } = on;
    await ask(page, 'a leopard blanket');
    const restore = await intercept(page, 'Rerank', (route) =>
      route.fulfill({ json: { data: { searchResult: null } } }),
    );
    await page.getByRole('button', { name: 'Ask GPT-4o' }).click();
    await page.getByRole('alert').getByText('This search has expired.').waitFor();
    await restore();
    await page.getByRole('button', { name: 'Ask again' }).click();
    await page.getByRole('button', { name: 'Ask GPT-4o' }).click();
    await page.getByText(/first choice/).waitFor();
  });

  it('says what was paid, and that nothing was for an answer from the cache', async () => {
    const { page } = on;
    on.service.script(say(ranking(order, explanation)));
    await ask(page, 'a camouflage bottle');
    await page.getByRole('button', { name: 'Ask GPT-4o' }).click();
    await page.getByText(/^1,200 tokens · less than 1 ¢ · \d+\.\d s$/).waitFor();
    await page.reload();
    await page.getByText('Answered before: nothing was paid').waitFor();
  });

  it('can be given up while it works', async () => {
    const { page } = on;
    await ask(page, 'a zebra plate');
    on.service.script(() => undefined);
    await page.getByRole('button', { name: 'Ask GPT-4o' }).click();
    await page.getByText('GPT-4o is looking at the pictures…').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Ask GPT-4o' }).waitFor();
  });
});

describeInBrowser('asking GPT without a key', () => {
  const on = onSite();
  it('speaks of no ranking', async () => {
    const { page } = on;
    await ask(page, 'a leopard mug');
    expect(await page.locator('.card').count()).toBeGreaterThan(8);
    expect(await page.getByText(/GPT|OPENAI/).count()).toBe(0);
  });
});
