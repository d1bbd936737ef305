import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { describeInBrowser, launchBrowser, openPage } from '../page/support/browser.js';
import { startOpenAiDouble } from '../reranker/support/openai-double.js';
import { send } from '../support/graphql.js';
import { startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ stopWithTest: false });
});
afterAll(() => server.stop());

interface Tab {
  readonly initialName: string;
  readonly initialQuery: string;
  readonly initialVariables: string;
}

/** The ready operations, out of the script that brings them into the browser. */
async function tabsOf({ url }: TestServer): Promise<Tab[]> {
  const script = await (await fetch(`${url}/explorer/leopard-options.js`)).text();
  const [, options = ''] = /^const options = (\{.*?^\});$/ms.exec(script) ?? [];
  return (JSON.parse(options) as { initialWindows: Tab[] }).initialWindows;
}

/** Sends each as it is delivered; names of those that were not answered without an error. */
async function refused(at: TestServer): Promise<unknown[]> {
  const faults: unknown[] = [];
  for (const { initialName, initialQuery, initialVariables } of await tabsOf(at)) {
    const variables = JSON.parse(initialVariables) as Record<string, unknown>;
    const { status, errors, data } = await send(at.endpoint, initialQuery, variables);
    if (status !== 200 || errors || Object.values(data ?? {}).includes(null)) faults.push([initialName, errors]);
  }
  return faults;
}

it('has operations that all run as they are delivered, on an empty collection and on one with pictures', async () => {
  const names = (await tabsOf(server)).map(({ initialName }) => initialName);
  expect(names.slice(0, 2)).toEqual(['Search by picture and instruction', 'Search by text']);
  expect(names.at(-1)).toBe('Delete');
  expect(await refused(server)).toEqual([]);
  // The last of them has deleted what the others stored.
  const ingest = (await tabsOf(server)).find(({ initialName }) => initialName === 'Ingest pictures');
  await send(
    server.endpoint,
    ingest?.initialQuery ?? '',
    JSON.parse(ingest?.initialVariables ?? '{}') as Record<string, unknown>,
  );
  expect(await refused(server)).toEqual([]);
}, 180_000);

it('ranks where the server has a model for it', async () => {
  const double = await startOpenAiDouble();
  onTestFinished(() => double.close());
  const ranking = await startTestServer({
    settings: { OPENAI_BASE_URL: double.url, OPENAI_API_KEY: 'sk-test' },
  });
  const rank = (await tabsOf(ranking)).find(({ initialName }) => initialName === 'Rank and explain');
  expect(JSON.parse(rank?.initialVariables ?? '{}')).toMatchObject({ rank: true });
  expect(await refused(ranking)).toEqual([]);
}, 180_000);

describeInBrowser('the explorer in a browser', () => {
  it('opens on a composed search that runs, with the documentation beside it, and reaches nothing but this server', async () => {
    const browser = await launchBrowser();
    onTestFinished(() => browser.close());
    const { page, faults, outside } = await openPage(browser, `${server.url}/explorer`);
    await page.getByText('(Send query ComposedSearch)').waitFor();
    await page.locator('app-doc-viewer').getByText('Mutation', { exact: true }).waitFor();
    await page.getByText('"phone case with this image theme"').waitFor();
    await page.getByText('Send the operation: its answer appears here.').filter({ visible: true }).waitFor();
    await page.keyboard.press('Control+Enter');
    await page.locator('.query-result__list-item', { hasText: '"hits":' }).waitFor();
    expect(await page.locator('body').innerText()).not.toContain('my friend');

    expect(outside).toEqual([]);
    expect(faults).toEqual([]);
  }, 180_000);
});
