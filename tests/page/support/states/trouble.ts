import { refuse, samples } from '../actions.js';
import { pictures } from '../stage.js';
import { askSample, on, type State } from './state.js';

/** Things that go wrong. */
export const TROUBLE: Readonly<Record<string, State>> = {
  failure: on('catalogue', async (page) => {
    await askSample(page);
    await refuse(page, 'Search', 'OVERLOADED', 'The server has as many searches as it can take. Try again in 2 s.');
    await page.getByRole('button', { name: 'as a mug', exact: true }).click();
    await page.getByRole('alert').waitFor();
  }),
  expired: on('catalogue', async (page) => {
    await page.goto(`${new URL(page.url()).origin}/?search=gone`);
    await page.getByRole('alert').waitFor();
    await samples(page).waitFor();
    await pictures(page);
  }),
  offline: on('catalogue', async (page) => {
    await askSample(page);
    await page.context().setOffline(true);
    await page.getByText(/You are offline/).waitFor();
  }),
  away: on('catalogue', async (page) => {
    await askSample(page);
    await page.route('**/{graphql,healthz}', (route) => route.abort());
    await page.getByRole('button', { name: 'as a mug', exact: true }).click();
    await page.getByText('The server does not answer. Trying again…').waitFor();
  }),
  key: on('guarded', (page) => page.getByLabel('API key').waitFor()),
  'key refused': on('guarded', async (page) => {
    await page.getByLabel('API key').fill('leo_wrong');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('alert').waitFor();
  }),
};
