import type { Page } from 'playwright-core';
import { fail } from '../../../reranker/support/answers.js';
import { askForRanking, decoded, samples } from '../actions.js';
import { sampleRanking, type Stage } from '../stage.js';
import { askSample, on, type State } from './state.js';

async function rank(page: Page, stage: Stage): Promise<void> {
  await askSample(page);
  stage.rank(sampleRanking);
  await askForRanking(page);
  await page.locator('.best img[data-loaded="true"]').waitFor();
  await decoded(page.locator('.sheet-button'));
}

/** A model looks at the hits. */
export const RANKING: Readonly<Record<string, State>> = {
  ranked: on('catalogue', rank),
  'whole ranking': on('catalogue', async (page, stage) => {
    await rank(page, stage);
    await page.getByText('All 9, with a reason for each').click();
  }),
  'contact sheet': on('catalogue', async (page, stage) => {
    await rank(page, stage);
    await page.getByRole('button', { name: 'What the model saw' }).click();
    await page.getByRole('dialog').locator('img').waitFor();
  }),
  'ranking in progress': on('catalogue', async (page, stage) => {
    await askSample(page);
    stage.rank(() => undefined);
    await askForRanking(page);
    await page.getByText('GPT-4o is looking at the pictures…').waitFor();
  }),
  'ranking failed': on('catalogue', async (page, stage) => {
    await askSample(page);
    stage.rank(fail(401, { message: 'Incorrect API key', code: 'invalid_api_key' }));
    await askForRanking(page);
    await page.getByRole('alert').waitFor();
  }),
  'nothing to rank with': on('guarded', async (page, { key }) => {
    await page.getByLabel('API key').fill(key);
    await page.getByRole('button', { name: 'Continue' }).click();
    await samples(page).waitFor();
    await askSample(page);
  }),
};
