import type { Locator, Page, Request, Response, Route } from 'playwright-core';

/** Waits until the scripts have drawn the page: the start page has a form before that. */
export const drawn = (page: Page): Promise<void> => page.locator('header .skip').waitFor({ state: 'attached' });

/** Types an instruction, asks, and waits for the hits. */
export async function ask(page: Page, instruction: string): Promise<void> {
  await drawn(page);
  await page.getByLabel('Instruction').fill(instruction);
  await page.getByLabel('Instruction').press('Enter');
  await shown(page);
}

/** Waits for the hits of what was asked. */
export const shown = (page: Page): Promise<void> => page.locator('.results[aria-busy="false"]').waitFor();

export const cardCount = (page: Page): Promise<number> => page.locator('.grid .card').count();

/** Asks a model to rank. Where there is no room for the panel, behind a button of the toolbar. */
export async function askForRanking(page: Page): Promise<void> {
  const menu = page.locator('.ask-menu summary');
  if (await menu.isVisible()) await menu.click();
  await page.getByRole('button', { name: 'Ask GPT-4o' }).click();
}

/** Asks for the hits that fit no better than chance as well, where they are kept back. */
export async function showAll(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Show less relevant ones' });
  if (await button.isVisible()) await button.click();
}

/** Where a list ends for now. In one step: what stands there is another element as soon as the list has grown. */
export const scrollToEnd = (page: Page): Promise<void> =>
  page.locator('.grid-end').evaluate((end) => end.scrollIntoView());

/** Waits until more pictures have come into the list. */
export const moreCardsThan = async (page: Page, count: number): Promise<void> =>
  page.locator('.grid .card').nth(count).waitFor();

/** Waits until the picture in an element has its size. */
export const decoded = (element: Locator): Promise<void> =>
  element.locator('img').evaluate((image: HTMLImageElement) => image.decode());

/** The value of the instruction field. */
export const instructionOf = (page: Page): Promise<string> => page.getByLabel('Instruction').inputValue();

export const samples = (page: Page) => page.getByRole('region', { name: 'Or start from one of these' });

/** Filters by a value of a metadata key, as soon as the page offers it. */
export async function choose(page: Page, key: string, value: string): Promise<void> {
  await page
    .getByRole('group', { name: key, exact: true })
    .getByRole('checkbox', { name: new RegExp(`^${value}\\b`) })
    .check();
}

/** From now on time stands still on the page, until the test lets it run. */
export async function stopClock(page: Page): Promise<void> {
  await page.clock.install();
  // A clock can only be stopped at a time to come.
  await page.clock.pauseAt(Date.now() + 3_600_000);
}

/** For good: what waits for a person's second thought waits as long as the test wants. Work of the moment goes on. */
export const stopLongTimers = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const start = window.setTimeout.bind(window);
    const brief = (handler: () => void, delay = 0): number => (delay < 1000 ? start(handler, delay) : 0);
    Object.assign(window, { setTimeout: brief });
  });

const isOf = (request: Request, operation: string): boolean =>
  request.postData()?.includes(`"operationName":"${operation}"`) === true;

/** The next answer to one kind of operation; not one with a file, whose text the browser keeps to itself. */
export const answerTo = (page: Page, operation: string): Promise<Response> =>
  page.waitForResponse((response) => isOf(response.request(), operation));

/** Answers one kind of operation in the server's place, until the returned function is called. */
export async function intercept(
  page: Page,
  operation: string,
  answer: (route: Route) => Promise<void> | void,
): Promise<() => Promise<void>> {
  const handler = (route: Route): Promise<void> | void =>
    isOf(route.request(), operation) ? answer(route) : route.fallback();
  await page.route('**/graphql', handler);
  return () => page.unroute('**/graphql', handler);
}

/** Refuses one kind of operation with a code, as the server would. */
export const refuse = (
  page: Page,
  operation: string,
  code: string,
  message = 'The remedy, as the server says it.',
): Promise<() => Promise<void>> =>
  intercept(page, operation, (route) =>
    route.fulfill({ json: { data: null, errors: [{ message, extensions: { code } }] } }),
  );

/** Holds requests back until it is opened. */
export interface Gate {
  /** Resolves when the first request stands before it. */
  readonly reached: Promise<void>;
  readonly pass: (route: Route) => Promise<void>;
  open(): void;
}

export function closedGate(): Gate {
  let arrive = (): void => undefined;
  let open = (): void => undefined;
  const reached = new Promise<void>((resolve) => (arrive = resolve));
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    reached,
    open: () => open(),
    pass: async (route) => {
      arrive();
      await opened;
      await route.fallback();
    },
  };
}
