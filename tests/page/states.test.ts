import { expect, it } from 'vitest';
import english from '../../web/src/locales/en.json' with { type: 'json' };
import { ERROR_CODES } from '../../src/lib/errors.js';
import { ask, instructionOf, refuse, samples, shown } from './support/actions.js';
import { describeInBrowser } from './support/browser.js';
import { onSite } from './support/on-site.js';

describeInBrowser('when things go wrong', () => {
  const on = onSite({ complaints: true });

  it('says that the server is away, keeps what is on screen, and goes on by itself when it is back', async () => {
    const { page } = on;
    await ask(page, 'a leopard mug');
    await on.site.kill();
    await page.getByLabel('Instruction').fill('a red umbrella');
    await page.getByLabel('Instruction').press('Enter');
    await page.getByText('The server does not answer. Trying again…').waitFor();
    expect(await page.locator('.card').count()).toBe(24);
    // It says so for a moment only, perhaps before the test knows that the server is back.
    const back = page.getByText('The server is back.').waitFor();
    await on.site.restart();
    await back;
    await page
      .locator('.card-name', { hasText: /umbrella/i })
      .first()
      .waitFor();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  it('does so on the collection as well', async () => {
    const { page } = on;
    await on.site.kill();
    await page.getByRole('link', { name: 'Collection' }).click();
    await page.getByText('The server does not answer. Trying again…').waitFor();
    await on.site.restart();
    await page.locator('.card').first().waitFor();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  it('takes a proxy that answers alone for a server that is away', async () => {
    const { page } = on;
    await page.route('**/{graphql,healthz}', (route) =>
      route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' }),
    );
    await page.getByLabel('Instruction').fill('a leopard mug');
    await page.getByLabel('Instruction').press('Enter');
    await page.getByText('The server does not answer. Trying again…').waitFor();
    await page.unroute('**/{graphql,healthz}');
    await page.locator('.results').waitFor();
  });

  it('says that the browser is offline, keeps what is on screen, and asks when it is back', async () => {
    const { page, context } = on;
    await ask(page, 'a leopard mug');
    await context.setOffline(true);
    await page.getByText(/You are offline/).waitFor();
    await page.getByLabel('Instruction').fill('a red umbrella');
    await page.getByLabel('Instruction').press('Enter');
    expect(await page.locator('.card').count()).toBe(24);
    await context.setOffline(false);
    await page
      .locator('.card-name', { hasText: /umbrella/i })
      .first()
      .waitFor();
    await page.getByText(/You are offline/).waitFor({ state: 'detached' });
  });

  it('says that a shared search has expired, and offers another start', async () => {
    const { page } = on;
    await page.goto(`${on.site.url}/?search=00000000-0000-4000-8000-000000000000`);
    await page.getByRole('alert').getByText('This search has expired.').waitFor();
    await samples(page).waitFor();
    await page.getByRole('button', { name: 'Start a new search' }).click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    expect(page.url()).toBe(`${on.site.url}/`);
  });

  it('puts every code into words, adds what the server says, and tries again', async () => {
    const { page } = on;
    await page.getByLabel('Instruction').fill('a leopard mug');
    for (const code of ERROR_CODES.filter((other) => other !== 'UNAUTHENTICATED')) {
      const restore = await refuse(page, 'Search', code, `The remedy of ${code}, as the server says it.`);
      await page.getByLabel('Instruction').press('Enter');
      const alert = page.getByRole('alert');
      await alert.getByText(`The remedy of ${code}, as the server says it.`).waitFor();
      expect(await alert.locator('strong').innerText()).toBe(english[`errors.${code}`]);
      await restore();
      await alert.getByRole('button', { name: 'Try again' }).click();
      await alert.waitFor({ state: 'detached' });
      await shown(page);
    }
  });

  it('has words of its own for every code', () => {
    const words = ERROR_CODES.map((code) => english[`errors.${code}`]);
    expect(new Set(words).size).toBe(ERROR_CODES.length);
    for (const text of words) expect(text).toMatch(/^[A-Z].*\.$/);
  });

  it('keeps the hits when the next question fails', async () => {
    const { page } = on;
    await ask(page, 'a leopard mug');
    const address = page.url();
    await refuse(page, 'Search', 'OVERLOADED');
    await page.getByLabel('Instruction').fill('a red umbrella');
    await page.getByLabel('Instruction').press('Enter');
    await page.getByRole('alert').getByText('The server is busy.').waitFor();
    expect(await page.locator('.card').count()).toBe(24);
    expect(await instructionOf(page)).toBe('a red umbrella');
    expect(page.url()).toBe(address);
  });
});

describeInBrowser('an empty collection', () => {
  const on = onSite({ empty: true });
  it('says how to fill it, on both views', async () => {
    const { page } = on;
    await page.getByRole('heading', { name: 'No pictures yet' }).waitFor();
    await page.getByRole('link', { name: 'Collection' }).click();
    await page.getByRole('heading', { name: 'No pictures yet' }).waitFor();
  });
});
