import { answerTo, ask, choose, shown } from '../actions.js';
import { pictures } from '../stage.js';
import { askSample, on, type State } from './state.js';

/** What was found. */
export const FOUND: Readonly<Record<string, State>> = {
  results: on('catalogue', askSample),
  filters: on('catalogue', async (page) => {
    await ask(page, 'leopard print');
    const answer = answerTo(page, 'Search');
    const menu = page.locator('.cut-off-menu summary');
    if (await menu.isVisible()) await menu.click();
    await page.getByLabel('Relevance').fill('0.1');
    await answer;
    await shown(page);
    await page.getByText('Filters', { exact: true }).click();
    await choose(page, 'category', 'mug');
    await page.getByText('Filters (1)').waitFor();
    await pictures(page);
  }),
  timings: on('catalogue', async (page) => {
    await askSample(page);
    await page.locator('.timings summary').click();
  }),
  share: on('catalogue', async (page) => {
    await askSample(page);
    await page.locator('summary', { hasText: 'Share' }).click();
  }),
  code: on('catalogue', async (page) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await askSample(page);
    await page.locator('summary', { hasText: 'Share' }).click();
    await page.getByRole('button', { name: 'Copy as TypeScript' }).click();
    await page.getByRole('dialog').waitFor();
  }),
  details: on('catalogue', async (page) => {
    await askSample(page);
    await page.locator('.card-picture').first().click();
    await page.getByRole('dialog').locator('img[data-loaded="true"]').waitFor();
  }),
  refined: on('catalogue', async (page) => {
    await askSample(page);
    await page
      .getByRole('button', { name: /^Search with this:/ })
      .first()
      .click();
    await ask(page, 'as a mug');
    await pictures(page);
  }),
  'no hits': on('catalogue', async (page) => {
    await ask(page, 'a leopard mug');
    await page.getByText('Filters', { exact: true }).click();
    await page.getByLabel('price from').fill('100000');
    await page.getByLabel('price from').press('Enter');
    await page.getByRole('heading', { name: 'No picture matches.' }).waitFor();
    await page.keyboard.press('Escape');
  }),
};
