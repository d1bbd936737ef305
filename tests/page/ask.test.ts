import { createHash } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { answerTo, ask, decoded, instructionOf, intercept, samples, shown } from './support/actions.js';
import { describeInBrowser, openPage } from './support/browser.js';
import { leopardPicture } from './support/site.js';
import { onSite } from './support/on-site.js';

const QUESTION = 'phone case with this image theme';

/** The server cannot fetch https://pictures.example/leopard.jpg, and is asked for nothing else. */
const unreachable = (page: Page): Promise<unknown> =>
  intercept(page, 'Search', (route) => {
    expect(route.request().postDataJSON()).toMatchObject({
      variables: { image: { url: 'https://pictures.example/leopard.jpg' } },
    });
    const errors = [{ message: 'It does not answer.', extensions: { code: 'URL_UNREACHABLE' } }];
    return route.fulfill({ json: { data: { search: null }, errors } });
  });

describeInBrowser('asking on the page', () => {
  const on = onSite();

  const firstName = () => on.page.locator('.grid .card .card-name').first();

  it('finds the leopard phone case from the example, in one click', async () => {
    const { page } = on;
    await page.getByRole('button', { name: /^Try it/ }).click();
    await shown(page);
    expect(await firstName().innerText()).toBe('Leopard phone case');
  });

  it('finds it from a sample picture and a suggestion, in two', async () => {
    const { page } = on;
    await samples(page).getByRole('button').first().click();
    await page.getByRole('button', { name: QUESTION, exact: true }).click();
    await shown(page);
    expect(await firstName().innerText()).toBe('Leopard phone case');
    await page.getByText(`This picture, changed: “${QUESTION}”`).waitFor();
    await expect.poll(() => page.title()).toBe(`${QUESTION} · Leopard`);
  });

  it('takes a chosen file, and says what is being asked', async () => {
    const { page } = on;
    await page.getByLabel('Choose a picture').setInputFiles(leopardPicture());
    await page.getByText('Pictures like this one').waitFor();
    await ask(page, 'as a mug');
    expect(await firstName().innerText()).toMatch(/mug/i);
  });

  it('sends a smaller copy of a large picture, and shows its original neither then nor when asked again', async () => {
    const { page, site } = on;
    // Grain makes a large file of it, that of a camera.
    const size = { width: 1500, height: 1500, channels: 3, background: '#808080' } as const;
    const grain = await sharp({ create: { ...size, noise: { type: 'gaussian', mean: 128, sigma: 40 } } })
      .png()
      .toBuffer();
    const photograph = await sharp(leopardPicture().buffer)
      .resize(1500, 1500)
      .composite([{ input: grain, blend: 'soft-light' }])
      .jpeg({ quality: 95 })
      .toBuffer();
    expect(photograph.length).toBeGreaterThan(400_000);
    const id = createHash('sha256').update(photograph).digest('hex');
    const images = [{ image: { base64: photograph.toString('base64') } }];
    await site.graphql('mutation ($images: [IngestImageInput!]!) { ingestImages(images: $images) { stored } }', {
      images,
    });
    try {
      await page
        .getByLabel('Choose a picture')
        .setInputFiles({ name: 'photograph.jpg', mimeType: 'image/jpeg', buffer: photograph });
      await page.getByText('Pictures like this one').waitFor();
      await ask(page, 'leopard print');
      const [answer] = await Promise.all([answerTo(page, 'Search'), ask(page, 'leopard')]);
      expect(answer.request().postDataJSON()).toMatchObject({ variables: { image: { search: expect.any(String) } } });
      const { data } = (await answer.json()) as { data: { search: { hits: { image: { id: string } }[] } } };
      expect(data.search.hits.length).toBeGreaterThan(9);
      expect(data.search.hits.map(({ image }) => image.id)).not.toContain(id);
    } finally {
      await site.graphql('mutation ($ids: [ID!]!) { deleteImages(ids: $ids) { deleted } }', { ids: [id] });
    }
  });

  it('takes a photograph where there is a camera', async () => {
    const phone = await openPage(on.browser, on.site.url, { isMobile: true, hasTouch: true });
    await phone.page.getByRole('button', { name: 'Take a photo' }).waitFor();
    const camera = phone.page.locator('input[capture="environment"][accept="image/*"]');
    await camera.setInputFiles(leopardPicture());
    await phone.page.getByText('Pictures like this one').waitFor();
    await phone.context.close();
  });

  it('takes a pasted picture', async () => {
    const { page, context } = on;
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    // As another program would have put it there; the clipboard knows pictures as PNG.
    await page.evaluate(async (base64) => {
      const image = new Image();
      image.src = `data:image/jpeg;base64,${base64}`;
      await image.decode();
      const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
      canvas.getContext('2d')?.drawImage(image, 0, 0);
      const png = new Promise<Blob>((resolve) => canvas.toBlob((blob) => resolve(blob as Blob), 'image/png'));
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    }, leopardPicture().buffer.toString('base64'));
    await page.getByLabel('Instruction').focus();
    await page.keyboard.press('ControlOrMeta+v');
    await page.getByText('Pictures like this one').waitFor();
    await shown(page);
    await ask(page, QUESTION);
    await firstName().filter({ hasText: 'Leopard phone case' }).waitFor();
  });

  it('leaves pasted text in the instruction', async () => {
    const { page, context } = on;
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate(() => navigator.clipboard.writeText('a leopard mug'));
    await page.getByLabel('Instruction').focus();
    await page.keyboard.press('ControlOrMeta+v');
    await page.getByText('Pictures of “a leopard mug”').waitFor();
  });

  it('takes a result that is dragged into the form', async () => {
    const { page } = on;
    await ask(page, 'a leopard mug');
    const card = page.locator('.grid .card').nth(1);
    const id = await card.getAttribute('data-image');
    const answer = answerTo(page, 'Search');
    await card.locator('img[data-loaded="true"]').dragTo(page.getByLabel('Instruction'));
    await page.getByRole('application', { name: 'Query picture' }).waitFor();
    expect((await answer).request().postDataJSON()).toMatchObject({ variables: { image: { id } } });
    await shown(page);
  });

  it('hands the address of a picture elsewhere to the server, and loads nothing from there itself', async () => {
    const { page } = on;
    await unreachable(page);
    await page.evaluate(() => {
      const transfer = new DataTransfer();
      transfer.setData('text/uri-list', 'https://pictures.example/leopard.jpg');
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    });
    await page.locator('.slot').getByText('https://pictures.example/leopard.jpg').waitFor();
    await page.getByRole('alert').getByText('The picture at that address could not be fetched.').waitFor();
  });

  it('takes the pasted address of a picture for a picture', async () => {
    const { page, context } = on;
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await unreachable(page);
    await page.evaluate(() => navigator.clipboard.writeText('https://pictures.example/leopard.jpg'));
    await page.getByLabel('Instruction').focus();
    await page.keyboard.press('ControlOrMeta+v');
    await page.getByRole('alert').getByText('The picture at that address could not be fetched.').waitFor();
    expect(await instructionOf(page)).toBe('');
  });

  it('refuses what is no picture, in words', async () => {
    const { page } = on;
    await page.getByLabel('Choose a picture').setInputFiles({
      name: 'notes.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('hello'),
    });
    await page.getByRole('alert').getByText('That is not a picture.').waitFor();
    await page.getByLabel('Instruction').fill('a mug');
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  it('names a picture that the browser cannot show', async () => {
    const { page } = on;
    await page.getByLabel('Choose a picture').setInputFiles({
      name: 'scan.tiff',
      mimeType: 'image/tiff',
      buffer: Buffer.from('II*\0'),
    });
    await page.locator('.slot').getByText('scan.tiff').waitFor();
    await page.getByRole('button', { name: 'Remove the picture' }).click();
    await page.getByRole('button', { name: 'Drop, paste or choose a picture' }).waitFor();
  });

  it('searches by text alone', async () => {
    const { page } = on;
    await page.getByLabel('Instruction').fill('a red mug with hearts');
    await page.getByText('Pictures of “a red mug with hearts”').waitFor();
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await shown(page);
    expect(await firstName().innerText()).toMatch(/mug/i);
  });

  it('searches for a part of the picture, drawn on it', async () => {
    const { page } = on;
    await page.getByLabel('Choose a picture').setInputFiles(leopardPicture());
    const picture = page.getByRole('application', { name: 'Query picture' });
    await decoded(picture);
    const box = await picture.boundingBox();
    if (!box) throw new Error('The query picture is not on screen');
    await page.mouse.move(box.x + box.width * 0.25, box.y + box.height * 0.5);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + box.height * 0.75, { steps: 4 });
    await page.mouse.up();
    await page.getByText('Pictures like the selected part').waitFor();
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await shown(page);
    const id = await page.locator('.results').getAttribute('data-search');
    const query = 'query ($id: ID!) { searchResult(id: $id) { query { region { left top width height } } } }';
    const { data } = (await on.site.graphql(query, { id })) as {
      data: { searchResult: { query: { region: Record<string, number> } } };
    };
    const { left, top, width, height } = data.searchResult.query.region;
    for (const [value, expected] of [
      [left, 0.25],
      [top, 0.5],
      [width, 0.5],
      [height, 0.25],
    ])
      expect(value).toBeCloseTo(expected ?? 0, 1);
    await page.getByRole('button', { name: 'Use the whole picture' }).click();
    await page.getByText('Pictures like this one').waitFor();
  });

  it('shows the picture large to draw on, for fingers', async () => {
    const { page } = on;
    await page.getByLabel('Choose a picture').setInputFiles(leopardPicture());
    const small = page.getByRole('application', { name: 'Query picture' });
    await decoded(small);
    const inForm = await small.boundingBox();
    await page.getByRole('button', { name: 'Search for a part' }).click();
    const dialog = page.getByRole('dialog');
    const picture = dialog.getByRole('application', { name: 'Query picture' });
    await decoded(picture);
    const large = await picture.boundingBox();
    expect(large?.height).toBeGreaterThan(2 * (inForm?.height ?? Infinity));
    await picture.press('Enter');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByText('Pictures like the selected part').waitFor();
  });

  it('moves and resizes the part; a further touch does not clear it', async () => {
    const { page } = on;
    await page.getByLabel('Choose a picture').setInputFiles(leopardPicture());
    await page.getByRole('button', { name: 'Search for a part' }).click();
    const dialog = page.getByRole('dialog');
    const picture = dialog.getByRole('application', { name: 'Query picture' });
    await decoded(picture);
    await picture.press('Enter');
    const rectangle = dialog.locator('.region-rectangle');
    const boxOf = async () => {
      const [frame, box] = await Promise.all([dialog.locator('.region-frame').boundingBox(), rectangle.boundingBox()]);
      if (!frame || !box) throw new Error('There is no rectangle');
      const part = (value: number): number => Math.round(value * 10) / 10;
      return [
        (box.x - frame.x) / frame.width,
        (box.y - frame.y) / frame.height,
        box.width / frame.width,
        box.height / frame.height,
      ].map(part);
    };
    const drag = async (element: Locator, dx: number, dy: number): Promise<void> => {
      const [frame, box] = await Promise.all([dialog.locator('.region-frame').boundingBox(), element.boundingBox()]);
      if (!frame || !box) throw new Error('There is nothing to drag');
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + dx * frame.width, y + dy * frame.height, { steps: 3 });
      await page.mouse.up();
    };
    expect(await boxOf()).toEqual([0.2, 0.2, 0.6, 0.6]);
    await drag(rectangle, 0.1, -0.1);
    expect(await boxOf()).toEqual([0.3, 0.1, 0.6, 0.6]);
    await drag(dialog.locator('[data-grip="top-left"]'), 0.2, 0.3);
    expect(await boxOf()).toEqual([0.5, 0.4, 0.4, 0.3]);
    await picture.click({ position: { x: 12, y: 12 } });
    expect(await boxOf()).toEqual([0.5, 0.4, 0.4, 0.3]);
  });

  it('asks nothing when nothing is given, and says so', async () => {
    const { page } = on;
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByRole('alert').getByText('Add a picture, type an instruction, or both.').waitFor();
  });

  it('refines: a hit becomes the next query picture, with a trail back', async () => {
    const { page } = on;
    await ask(page, 'a blue floral umbrella');
    await page
      .getByRole('button', { name: /^Search with this:/ })
      .first()
      .click();
    await ask(page, 'as a cushion');
    const trail = page.getByRole('navigation', { name: 'How you got here' });
    await trail.getByText('a blue floral umbrella').waitFor();
    expect(await trail.locator('[aria-current="page"]').innerText()).toBe('as a cushion');
    expect(await firstName().innerText()).toMatch(/cushion/i);
    await page
      .getByRole('button', { name: /^Search with this:/ })
      .nth(1)
      .click();
    await ask(page, 'but in red');
    expect(await trail.getByRole('link').allInnerTexts()).toEqual(['a blue floral umbrella', 'as a cushion']);
    await trail.getByRole('link', { name: 'a blue floral umbrella' }).click();
    await page.waitForFunction(
      () => document.querySelector<HTMLTextAreaElement>('#instruction')?.value === 'a blue floral umbrella',
    );
    await trail.waitFor({ state: 'detached' });
  });
});
