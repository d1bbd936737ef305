import { expect, it } from 'vitest';
import { answerTo, ask, cardCount, shown } from './support/actions.js';
import { describeInBrowser } from './support/browser.js';
import { onSite } from './support/on-site.js';

describeInBrowser('one hit a product, where the operator names the key', () => {
  const on = onSite({ environment: { PAGE_DISTINCT: 'title' } });
  const names = () => on.page.locator('.grid .card-name').allInnerTexts();

  it('shows the best picture of each, and the others when they are wanted', async () => {
    const { page } = on;
    await ask(page, 'a leopard mug');
    const products = await names();
    expect(new Set(products).size).toBe(products.length);
    const others = page.locator('.card-others').first();
    const count = Number.parseInt(await others.innerText());
    const card = page.locator('.grid .card', { has: others }).first();
    const name = await card.locator('.card-name').innerText();
    const answer = answerTo(page, 'Search');
    await others.click();
    expect((await answer).request().postDataJSON()).toMatchObject({
      variables: { filter: { all: [{ key: 'title', in: [name] }] } },
    });
    await page.waitForFunction(
      (wanted) => [...document.querySelectorAll('.grid .card-name')].every(({ textContent }) => textContent === wanted),
      name,
    );
    expect(await cardCount(page)).toBe(count + 1);
    // All of them are there: nothing more of the same is offered.
    expect(await page.locator('.card-others').count()).toBe(0);
    await page.goBack();
    await expect.poll(names).toEqual(products);
  });

  it('keeps to it while one narrows down, and in what is shared', async () => {
    const { page } = on;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await ask(page, 'leopard print');
    const answer = answerTo(page, 'Search');
    await page.getByText('Filters', { exact: true }).click();
    await page.getByLabel('price to').fill('30');
    await page.getByLabel('price to').press('Enter');
    expect((await answer).request().postDataJSON()).toMatchObject({ variables: { distinct: 'title' } });
    await shown(page);
    await page.keyboard.press('Escape');
    await page.getByText('Share', { exact: true }).click();
    await page.getByRole('button', { name: 'Copy as GraphQL' }).click();
    await page.getByRole('dialog', { name: 'GraphQL' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('"distinct": "title"');
  });
});
