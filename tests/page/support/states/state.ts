import type { Page } from 'playwright-core';
import { samples, shown } from '../actions.js';
import { pictures, type Place, type Stage } from '../stage.js';

/** One state of the page, and the way to it from the start page. */
export interface State {
  readonly at: Place;
  show(page: Page, stage: Stage): Promise<void>;
  /** What would outlive the page if it were left like that. */
  leave?(page: Page): Promise<void>;
}

export const on = (at: Place, show: State['show']): State => ({ at, show });

const QUESTION = 'phone case with this image theme';

/** The sample question, with its hits. */
export async function askSample(page: Page): Promise<void> {
  await samples(page).getByRole('button').first().click();
  await page.getByRole('button', { name: QUESTION, exact: true }).click();
  await shown(page);
  await pictures(page);
}
