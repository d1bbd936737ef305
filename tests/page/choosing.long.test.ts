import { expect, it } from 'vitest';
import { answerTo, closedGate, intercept, stopClock } from './support/actions.js';
import { describeInBrowser } from './support/browser.js';
import { mirror } from './support/layout.js';
import { onSite } from './support/on-site.js';
import { newPicture } from './support/pictures.js';

describeInBrowser('looking after a collection', () => {
  const on = onSite({ path: '/?view=collection' });
  const card = (index: number) => on.page.locator('.card').nth(index);
  const choice = (index: number) => card(index).getByRole('checkbox');
  const idOf = (index: number) => card(index).getAttribute('data-image');
  const metadataOf = async (id: string | null) => {
    const query = 'query ($id: ID!) { image(id: $id) { fileName metadata } }';
    return (await on.site.graphql(query, { id })) as { data: { image: { fileName: string; metadata: object } } };
  };

  it('chooses one, or from one to another with Shift', async () => {
    const { page } = on;
    await card(0).waitFor();
    await choice(1).check({ force: true });
    await page.getByText('1 chosen').waitFor();
    await choice(4).click({ modifiers: ['Shift'], force: true });
    await page.getByText('4 chosen').waitFor();
    await choice(2).uncheck({ force: true });
    await page.getByText('3 chosen').waitFor();
    await page.getByRole('button', { name: 'Choose none' }).click();
    expect(await page.getByRole('toolbar').count()).toBe(0);
  });

  it('asks before several are deleted, and takes back the last or all of them', async () => {
    const { page } = on;
    await card(0).waitFor();
    const ids = await Promise.all([0, 1, 2].map(idOf));
    const deletions: string[] = [];
    page.on('request', (request) => request.postData()?.includes('DeleteImages') && deletions.push(request.url()));
    await stopClock(page);
    await choice(0).check({ force: true });
    await choice(1).check({ force: true });
    await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog', { name: 'Delete 2 pictures?' }).getByRole('button', { name: 'Delete' }).click();
    await page.getByText('2 pictures will be deleted').waitFor();
    await card(0)
      .getByRole('button', { name: /^Delete/ })
      .click();
    await page.getByText('3 pictures will be deleted').waitFor();
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    expect(await idOf(0)).toBe(ids[2]);
    await card(0)
      .getByRole('button', { name: /^Delete/ })
      .click();
    await page.getByRole('button', { name: 'Undo all' }).click();
    expect(await Promise.all([0, 1, 2].map(idOf))).toEqual(ids);
    await page.clock.runFor(120_000);
    expect(deletions).toEqual([]);
  });

  it('edits what several share, and leaves their other keys', async () => {
    const { page } = on;
    await card(0).waitFor();
    const id = await idOf(0);
    const before = await metadataOf(id);
    await choice(0).check({ force: true });
    await choice(1).check({ force: true });
    await page.getByRole('toolbar').getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit 2 pictures' });
    await dialog.getByRole('button', { name: 'Add a key' }).click();
    const row = dialog.getByRole('listitem').last();
    await row.getByLabel('Key').fill('season');
    await row.getByLabel('Value of season').fill('winter');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    const after = await metadataOf(id);
    expect(after.data.image.metadata).toEqual({ ...before.data.image.metadata, season: 'winter' });
  });

  it('edits name and metadata of one, numbers as numbers', async () => {
    const { page } = on;
    await page.getByLabel('Add pictures').setInputFiles([await newPicture('to-edit.png')]);
    const added = page.locator('.card', { hasText: 'to-edit.png' });
    const id = await added.getAttribute('data-image');
    await added.locator('.card-picture').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit the picture' });
    await dialog.getByLabel('Name').fill('edited.png');
    for (const [key, value] of [
      ['price', '9.5'],
      ['code', '"007"'],
    ] as const) {
      await dialog.getByRole('button', { name: 'Add a key' }).click();
      await dialog.getByLabel('Key').last().fill(key);
      await dialog.getByLabel(`Value of ${key}`).fill(value);
    }
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.locator('.card', { hasText: 'edited.png' }).waitFor();
    expect((await metadataOf(id)).data.image).toEqual({
      fileName: 'edited.png',
      metadata: { price: 9.5, code: '007' },
    });
  });

  it('goes from one picture to the next in the details', async () => {
    const { page } = on;
    await card(0).locator('.card-picture').click();
    const dialog = page.getByRole('dialog');
    const shownId = () => dialog.locator('.identifier').innerText();
    expect(await shownId()).toContain(await idOf(0));
    await dialog.getByRole('button', { name: 'Next picture' }).click();
    expect(await shownId()).toContain(await idOf(1));
    await page.keyboard.press('ArrowRight');
    await expect.poll(shownId).toContain(await idOf(2));
    await dialog.getByRole('button', { name: 'Previous picture' }).click();
    expect(await shownId()).toContain(await idOf(1));
    // From right to left, the next one is on the left.
    await mirror(page);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(shownId).toContain(await idOf(2));
  });

  it('goes on adding while one searches, says how far it is, and asks before the page is left', async () => {
    const { page } = on;
    const gate = closedGate();
    const restore = await intercept(page, 'IngestImages', gate.pass);
    await page.route('**/graphql', async (route) => {
      if (route.request().headers()['content-type']?.startsWith('multipart/') === true) await gate.pass(route);
      else await route.fallback();
    });
    await page.getByLabel('Add pictures').setInputFiles([await newPicture('on-its-way.png')]);
    await gate.reached;
    await page.getByRole('link', { name: 'Search', exact: true }).click();
    await page.getByText('Adding: 0 of 1').waitFor();
    const asked = page.waitForEvent('dialog');
    void page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    const stored = answerTo(page, 'Status');
    gate.open();
    await stored;
    await page.getByText('Adding: 0 of 1').waitFor({ state: 'detached' });
    await restore();
  });
});
