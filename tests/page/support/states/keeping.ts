import type { Page } from 'playwright-core';
import { closedGate, intercept, stopLongTimers } from '../actions.js';
import { brokenPicture } from '../pictures.js';
import { pictures } from '../stage.js';
import { on, type State } from './state.js';

async function openCollection(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Collection' }).click();
  await page.locator('.card').first().waitFor();
  await pictures(page);
}

/** The pictures that are kept. */
export const KEEPING: Readonly<Record<string, State>> = {
  collection: on('catalogue', openCollection),
  'collection filtered': on('catalogue', async (page) => {
    await openCollection(page);
    await page.getByText('Filters', { exact: true }).click();
    await page.getByLabel('price from').fill('100000');
    await page.getByLabel('price from').press('Enter');
    await page.getByRole('heading', { name: 'No picture has this metadata.' }).waitFor();
  }),
  'adding pictures': on('catalogue', async (page) => {
    await openCollection(page);
    const faulty = ['scan-0001.png', 'scan-0002.png', 'scan-0003.png', 'scan-0004.png'].map(brokenPicture);
    await page.getByLabel('Add pictures').setInputFiles(faulty);
    await page.getByText('Pictures handled: 4 of 4').waitFor();
    const gate = closedGate();
    await intercept(page, 'IngestImages', gate.pass);
    await page
      .getByLabel('Add pictures')
      .setInputFiles(['a', 'b', 'c', 'd', 'e', 'f'].map((n) => brokenPicture(`${n}.png`)));
    await gate.reached;
  }),
  deletion: {
    at: 'catalogue',
    show: async (page) => {
      await openCollection(page);
      await stopLongTimers(page);
      await page
        .getByRole('button', { name: /^Delete/ })
        .first()
        .click();
      await page.getByRole('button', { name: 'Undo' }).waitFor();
    },
    leave: (page) => page.getByRole('button', { name: 'Undo' }).click(),
  },
  empty: on('empty', (page) => page.getByRole('heading', { name: 'No pictures yet' }).waitFor()),
  'empty collection': on('empty', async (page) => {
    await page.getByRole('link', { name: 'Collection' }).click();
    await page.getByRole('heading', { name: 'No pictures yet' }).waitFor();
  }),
};
