import { expect, it, onTestFinished } from 'vitest';
import { describeInBrowser, launchBrowser, openPage } from '../page/support/browser.js';
import { startTestServer } from '../support/server.js';

describeInBrowser('the explorer', () => {
  it('runs a ready operation in a browser that reaches nothing but this server', async () => {
    const { url } = await startTestServer();
    const browser = await launchBrowser();
    onTestFinished(() => browser.close());
    const { page, faults, outside } = await openPage(browser, `${url}/explorer`);
    await page.getByText('Search by picture and instruction').first().waitFor();
    await page.getByText('Status', { exact: true }).first().click();
    await page.getByText('(Send query Status)').waitFor();
    await page.getByText('Send Request').first().click();
    await page.locator('.query-result__list-item', { hasText: '"images": 0' }).waitFor();
    expect(outside).toEqual([]);
    expect(faults).toEqual([]);
  }, 180_000);
});
