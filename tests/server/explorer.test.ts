import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startTestServer } from '../support/server.js';

const CHROMIUM = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));

describe.skipIf(CHROMIUM === undefined && !process.env['CI'])('the explorer', () => {
  it('runs a ready operation in a browser that reaches nothing but this server', async () => {
    const { url } = await startTestServer();
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    const elsewhere: string[] = [];
    const refused: string[] = [];
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(url)) elsewhere.push(request.url());
    });
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) refused.push(message.text());
    });
    await page.goto(`${url}/explorer`);
    await page.getByText('Search by picture and instruction').first().waitFor();
    const answered = page.waitForResponse((response) => {
      return response.url().endsWith('/graphql') && (response.request().postData() ?? '').includes('query Status');
    });
    await page.getByText('Status', { exact: true }).first().click();
    await page.getByText('(Send query Status)').waitFor();
    await page.getByText('Send Request').first().click();
    expect(await (await answered).json()).toMatchObject({ data: { status: { images: 0 } } });
    expect(elsewhere).toEqual([]);
    expect(refused).toEqual([]);
  });
});
