import { ask, closedGate, decoded, intercept, samples } from '../actions.js';
import { pictures } from '../stage.js';
import { on, type State } from './state.js';

/** Asking. */
export const ASKING: Readonly<Record<string, State>> = {
  start: on('catalogue', async (page) => {
    await samples(page).waitFor();
    await pictures(page);
  }),
  asking: on('catalogue', async (page) => {
    await samples(page).getByRole('button').first().click();
    await page.getByRole('application', { name: 'Query picture' }).press('Enter');
    await page.getByLabel('Instruction').fill('as a mug');
    await pictures(page);
  }),
  nothing: on('catalogue', async (page) => {
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByRole('alert').waitFor();
  }),
  crop: on('catalogue', async (page) => {
    await samples(page).getByRole('button').first().click();
    await page.getByRole('button', { name: 'Search for a part' }).click();
    const picture = page.getByRole('dialog').getByRole('application', { name: 'Query picture' });
    await picture.press('Enter');
    await decoded(picture);
  }),
  searching: on('catalogue', async (page) => {
    const gate = closedGate();
    await intercept(page, 'Search', gate.pass);
    await page.getByLabel('Instruction').fill('a leopard mug');
    await page.getByLabel('Instruction').press('Enter');
    await gate.reached;
  }),
  'asking again': on('catalogue', async (page) => {
    await ask(page, 'a leopard mug');
    const gate = closedGate();
    await intercept(page, 'Search', gate.pass);
    await page.getByLabel('Instruction').fill('a red umbrella');
    await page.getByLabel('Instruction').press('Enter');
    await gate.reached;
    await page.locator('.results[aria-busy="true"]').waitFor();
  }),
};
