import { beforeAll, expect, it, vi } from 'vitest';
import type { Page, Request } from 'playwright-core';
import { ask, samples } from './support/actions.js';
import { describeInBrowser } from './support/browser.js';
import { onSite } from './support/on-site.js';

interface Key {
  readonly id: string;
  readonly key: string;
}

describeInBrowser('a server that asks for API keys', () => {
  const on = onSite({ complaints: true });
  let reader: Key;
  const create = async (...options: string[]): Promise<Key> =>
    JSON.parse(await on.site.leopard('keys', 'create', '--json', ...options)) as Key;
  beforeAll(async () => {
    reader = await create();
    await answersWith(undefined, 401);
  });

  /** A running server follows a change of its keys within a second. */
  const answersWith = (key: string | undefined, status: number): Promise<void> =>
    vi.waitFor(
      async () => {
        const headers = { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) };
        const body = JSON.stringify({ query: '{ status { version } }' });
        expect((await fetch(`${on.site.url}/graphql`, { method: 'POST', headers, body })).status).toBe(status);
      },
      { timeout: 10_000 },
    );

  async function enter(page: Page, key: string): Promise<void> {
    await page.getByLabel('API key').fill(key);
    await page.getByLabel('API key').press('Enter');
  }

  it('is asked with a key for the visit, which is in no address and in no lasting store', async () => {
    const { page, context } = on;
    const requests: Request[] = [];
    page.on('request', (request) => requests.push(request));
    await page.getByRole('heading', { name: 'This server asks for an API key' }).waitFor();
    await enter(page, reader.key);
    await samples(page).waitFor();
    await ask(page, 'a leopard mug');
    const addresses = [page.url(), ...requests.map((request) => request.url())];
    expect(addresses.filter((address) => address.includes(reader.key))).toEqual([]);
    expect(requests.filter((request) => request.headers()['referer']?.includes(reader.key))).toEqual([]);
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage }) + document.cookie)).toBe('{}');

    await page.reload();
    await page.locator('.results').waitFor();
    const visitor = await context.newPage();
    await visitor.goto(on.site.url);
    await visitor.getByLabel('API key').waitFor();
  });

  it('shows its pictures: the addresses are signed', async () => {
    const { page } = on;
    await enter(page, reader.key);
    await ask(page, 'a leopard mug');
    const picture = page.locator('.card img[data-loaded="true"]').first();
    expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100);
    const address = new URL((await picture.getAttribute('src')) ?? '');
    expect((await fetch(address)).status).toBe(200);
    address.search = '?width=480&height=480';
    expect((await fetch(address)).status).toBe(401);
  });

  it('says that a key is wrong, and takes another', async () => {
    const { page } = on;
    await enter(page, `${reader.key.slice(0, -1)}_`);
    await page.getByRole('alert').getByText('This key is not accepted').waitFor();
    await enter(page, reader.key);
    await samples(page).waitFor();
  });

  it('asks again when the key is revoked, and goes on where one was', async () => {
    const { page } = on;
    const shortLived = await create();
    await answersWith(shortLived.key, 200);
    await enter(page, shortLived.key);
    await ask(page, 'a leopard mug');
    await on.site.leopard('keys', 'revoke', shortLived.id);
    await answersWith(shortLived.key, 401);
    await page.getByLabel('Instruction').fill('a red umbrella');
    await page.getByLabel('Instruction').press('Enter');
    await page.getByRole('alert').getByText('This key is not accepted').waitFor();
    await enter(page, reader.key);
    await page
      .locator('.card-name', { hasText: /umbrella/i })
      .first()
      .waitFor();
  });

  it('says what a key for reading may not do', async () => {
    const { page } = on;
    await enter(page, reader.key);
    await page.getByRole('link', { name: 'Collection' }).click();
    await page.locator('.card').first().waitFor();
    await page
      .getByLabel('Add pictures')
      .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('-') });
    await page
      .locator('.ingest li[data-status="FAILED"]')
      .getByText(/not sent: .*write/)
      .waitFor();
    expect(await page.getByLabel('API key').count()).toBe(0);
  });

  it('is forgotten when one asks for it', async () => {
    const { page } = on;
    await enter(page, reader.key);
    await samples(page).waitFor();
    await page.getByRole('button', { name: 'Forget the key' }).click();
    await page.getByLabel('API key').waitFor();
    expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).toBe('{}');
  });
});
