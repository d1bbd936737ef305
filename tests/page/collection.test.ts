import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { answerTo, cardCount, choose, closedGate, intercept, scrollToEnd, stopClock } from './support/actions.js';
import { describeInBrowser } from './support/browser.js';
import { brokenPicture, newPicture } from './support/pictures.js';
import { storedNames } from './support/site.js';
import { onSite } from './support/on-site.js';

describeInBrowser('keeping a collection', () => {
  const on = onSite({ path: '/?view=collection' });
  beforeEach(() => on.page.locator('.card').first().waitFor());

  const outcome = (status: string) => on.page.locator(`.ingest li[data-status="${status}"]`);

  /** A folder of two pictures, one of them further down, and of things that are none. */
  async function folderOfPictures(): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), 'leopard-pictures-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await mkdir(path.join(folder, 'deeper', 'down'), { recursive: true });
    await writeFile(path.join(folder, 'above.png'), (await newPicture('')).buffer);
    await writeFile(path.join(folder, 'deeper', 'down', 'below.png'), (await newPicture('')).buffer);
    await writeFile(path.join(folder, 'notes.txt'), 'no picture');
    await writeFile(path.join(folder, '._above.png'), 'what a Mac leaves behind');
    return folder;
  }

  it('adds pictures with progress and an outcome for each, the faulty ones named first', async () => {
    const { page } = on;
    const gate = closedGate();
    const restore = await intercept(page, 'IngestImages', gate.pass);
    await page
      .getByLabel('Add pictures')
      .setInputFiles([await newPicture('new.png'), await newPicture('other.png'), brokenPicture('broken.png')]);
    await gate.reached;
    await page.getByText('Adding pictures: 0 of 3').waitFor();
    await outcome('SENDING').nth(2).waitFor();
    gate.open();
    await page.getByText('Pictures handled: 3 of 3').waitFor();
    await page.getByText('1 picture was not added').waitFor();
    expect(await page.locator('.ingest li').first().innerText()).toMatch(/^broken\.png\n+not added: The file is not a/);
    expect(await outcome('STORED').count()).toBe(2);
    await expect.poll(() => page.locator('.card-name').first().innerText()).toMatch(/^(new|other)\.png$/);
    await restore();
  });

  it('takes a folder by drop, at any depth, and skips what is no picture', async () => {
    const { page, context } = on;
    const folder = await folderOfPictures();
    const session = await context.newCDPSession(page);
    const data = { items: [], files: [folder], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver'] as const)
      await session.send('Input.dispatchDragEvent', { type, x: 600, y: 500, data });
    await page.getByText('Drop to add').waitFor();
    await session.send('Input.dispatchDragEvent', { type: 'drop', x: 600, y: 500, data });
    await page.getByText('Pictures handled: 2 of 2').waitFor();
    expect((await outcome('STORED').locator('> bdi').allInnerTexts()).sort()).toEqual(['above.png', 'below.png']);
    expect(await page.getByText('Drop to add').count()).toBe(0);
  });

  it('takes a folder that is chosen', async () => {
    const { page } = on;
    await page.getByLabel('Add a folder').setInputFiles(await folderOfPictures());
    await page.getByText('Pictures handled: 2 of 2').waitFor();
  });

  it('stops when asked, and goes on where it was', async () => {
    const { page } = on;
    const gate = closedGate();
    const restore = await intercept(page, 'IngestImages', gate.pass);
    const names = ['1', '2', '3', '4', '5', '6'];
    const files = await Promise.all(names.map((name) => newPicture(`stopped-${name}.png`)));
    await page.getByLabel('Add pictures').setInputFiles(files);
    await gate.reached;
    await page.getByRole('button', { name: 'Stop' }).click();
    await outcome('STOPPED').nth(5).waitFor();
    await restore();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Pictures handled: 6 of 6').waitFor();
    expect(await outcome('STORED').count()).toBe(6);
  });

  it('goes on while one looks elsewhere', async () => {
    const { page } = on;
    const gate = closedGate();
    await intercept(page, 'IngestImages', gate.pass);
    await page.getByLabel('Add pictures').setInputFiles([await newPicture('elsewhere.png')]);
    await gate.reached;
    await page.getByRole('link', { name: 'Search', exact: true }).click();
    gate.open();
    await page.getByRole('link', { name: 'Collection' }).click();
    await page.getByText('Pictures handled: 1 of 1').waitFor();
    await page.locator('.card', { hasText: 'elsewhere.png' }).waitFor();
  });

  it('waits for a server that is busy, as long as it says', async () => {
    const { page } = on;
    const restore = await intercept(page, 'IngestImages', (route) => {
      const errors = [{ message: 'Later.', extensions: { code: 'OVERLOADED' } }];
      return route.fulfill({ json: { errors }, status: 503, headers: { 'retry-after': '30' } });
    });
    await stopClock(page);
    const refused = page.waitForResponse((response) => response.status() === 503);
    await page.getByLabel('Add pictures').setInputFiles([await newPicture('patient.png')]);
    await refused;
    await restore();
    await page.getByText('Adding pictures: 0 of 1').waitFor();
    await expect
      .poll(async () => {
        await page.clock.runFor(31_000);
        return outcome('STORED').count();
      })
      .toBe(1);
    // The browser's own words for the refusal.
    expect(on.faults.splice(0)).toEqual([expect.stringContaining('503')]);
  });

  it('deletes after a minute, in which it can be taken back', async () => {
    const { page } = on;
    await page.getByLabel('Add pictures').setInputFiles([await newPicture('short-lived.png')]);
    const card = page.locator('.card', { hasText: 'short-lived.png' });
    await card.waitFor();
    const deletions: string[] = [];
    page.on('request', (request) => request.postData()?.includes('DeleteImages') && deletions.push(request.url()));
    await stopClock(page);
    await card.getByRole('button', { name: 'Delete short-lived.png' }).click();
    await card.waitFor({ state: 'detached' });
    await page.clock.runFor(3_000);
    await page.getByRole('button', { name: 'Undo' }).click();
    await card.waitFor();
    await page.clock.runFor(120_000);
    expect(deletions).toEqual([]);
    await card.getByRole('button', { name: 'Delete short-lived.png' }).click();
    const answer = answerTo(page, 'DeleteImages');
    await page.clock.runFor(61_000);
    await answer;
    expect(await storedNames(on.site)).not.toContain('short-lived.png');
  });

  it('stops loading a picture that is deleted: the server may have none by then', async () => {
    const { page } = on;
    const pictures = closedGate();
    await page.route(/\/images\//, pictures.pass);
    await page.getByLabel('Add pictures').setInputFiles([await newPicture('slow.png')]);
    const card = page.locator('.card', { hasText: 'slow.png' });
    const id = await card.getAttribute('data-image');
    await pictures.reached;
    const stopped = page.waitForEvent('requestfailed', (request) => request.url().includes(`${id}`));
    await stopClock(page);
    await card.getByRole('button', { name: 'Delete slow.png' }).click();
    await stopped;
    await page.getByRole('button', { name: 'Undo' }).click();
    pictures.open();
    await card.locator('img[data-loaded="true"]').waitFor();
  });

  it('keeps its place in a long list when a picture is deleted', async () => {
    const { page } = on;
    await scrollToEnd(page);
    await page.waitForFunction(() => document.querySelectorAll('.card').length > 48);
    const before = await cardCount(page);
    const last = page.locator('.card').nth(before - 1);
    await last.scrollIntoViewIfNeeded();
    const top = await page.evaluate(() => scrollY);
    await stopClock(page);
    await last.getByRole('button', { name: /^Delete/ }).click();
    const counted = answerTo(page, 'Status');
    await page.clock.runFor(61_000);
    await counted;
    expect(await cardCount(page)).toBeGreaterThanOrEqual(before - 1);
    expect(await page.evaluate(() => scrollY)).toBeGreaterThan(top - 400);
  });

  it('deletes what was not taken back when the page is left', async () => {
    const { page } = on;
    await page.getByLabel('Add pictures').setInputFiles([await newPicture('left-behind.png')]);
    const card = page.locator('.card', { hasText: 'left-behind.png' });
    await card.waitFor();
    const id = await card.getAttribute('data-image');
    await card.getByRole('button', { name: /^Delete/ }).click();
    await page.goto('about:blank');
    await expect
      .poll(() => on.site.graphql('query ($id: ID!) { image(id: $id) { id } }', { id }))
      .toEqual({ data: { image: null } });
  });

  it('brings a picture back that could not be deleted, and says why', async () => {
    const { page } = on;
    await intercept(page, 'DeleteImages', (route) => {
      const errors = [{ message: 'The disk is full.', extensions: { code: 'STORAGE_UNAVAILABLE' } }];
      return route.fulfill({ json: { data: null, errors } });
    });
    const card = page.locator('.card').first();
    const id = await card.getAttribute('data-image');
    await stopClock(page);
    await card.getByRole('button', { name: /^Delete/ }).click();
    await page.clock.runFor(61_000);
    await page.getByRole('alert').getByText('The server could not save.').waitFor();
    await page.locator(`.card[data-image="${id}"]`).waitFor();
  });

  it('browses by metadata, newest or oldest first', async () => {
    const { page } = on;
    await page.getByText('Filters', { exact: true }).click();
    await choose(page, 'category', 'mug');
    const mugs = await page.getByRole('group', { name: 'category' }).locator('label', { hasText: 'mug' }).innerText();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.card-name')].every((name) => /mug/i.test(name.textContent ?? '')),
    );
    expect(await page.locator('.collection-head .hint').first().innerText()).toBe(`${/\d+/.exec(mugs)} pictures`);
    const newest = await page.locator('.card').first().getAttribute('data-image');
    await page.getByLabel('Order').selectOption('Oldest first');
    await page.waitForFunction((id) => document.querySelector('.card')?.getAttribute('data-image') !== id, newest);
  });

  it('uses a stored picture as the query picture', async () => {
    const { page } = on;
    await page
      .getByRole('button', { name: /^Search with this:/ })
      .first()
      .click();
    await page.getByText('Pictures like this one').waitFor();
  });
});
