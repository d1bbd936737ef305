import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { makeKey, temporaryFolder } from '../access/support.js';
import { describeInBrowser, launchBrowser } from '../page/support/browser.js';
import { photograph } from '../support/photograph.js';
import { startTestServer } from '../support/server.js';
import { createProject, type Project, ROOT } from './support.js';

const PAGE =
  '<!doctype html><meta charset="utf-8"><body><input type="file"><script type="module" src="/page.ts"></script>';

describeInBrowser('the typed client in a browser', () => {
  let project: Project;
  beforeAll(async () => {
    project = await createProject();
    await project.write('page.ts', await readFile(join(ROOT, 'tests/fixtures/client/page.ts'), 'utf8'));
    await project.write('index.html', PAGE);
    expect(await project.compile()).toEqual({ code: 0, output: '' });
    await build({ root: project.folder, logLevel: 'silent', configFile: false, build: { outDir: 'dist' } });
  }, 300_000);
  afterAll(() => project.remove());

  it('uploads, searches and shows pictures from a page of another origin, with a key', async () => {
    const site = express()
      .use(express.static(join(project.folder, 'dist')))
      .listen(0, '127.0.0.1');
    await once(site, 'listening');
    onTestFinished(() => void site.close());
    // Another origin, and of another site: the server is asked as 127.0.0.1.
    const origin = `http://localhost:${(site.address() as AddressInfo).port}`;

    const dataFolder = await temporaryFolder();
    const key = await makeKey(dataFolder, { scope: 'write' });
    const { endpoint } = await startTestServer({ dataFolder, settings: { CORS_ORIGINS: origin } });

    const browser = await launchBrowser();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    await page.goto(`${origin}/?${new URLSearchParams({ server: endpoint, key })}`);
    const buffer = await photograph(640, 480);
    await page.setInputFiles('input', { name: 'léopard.jpg', mimeType: 'image/jpeg', buffer });
    await page.waitForSelector('p:nth-of-type(3)', { timeout: 60_000 });
    expect(await page.locator('p').allTextContents()).toEqual([
      'STORED léopard.jpg',
      'shown 480 × 360',
      'failed UNAUTHENTICATED',
    ]);
  }, 180_000);
});
