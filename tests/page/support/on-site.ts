import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { type OpenAiDouble, startOpenAiDouble } from '../../reranker/support/openai-double.js';
import { launchBrowser, openPage, type OpenPage } from './browser.js';
import { openSite, type Site, type SiteContents } from './site.js';

interface Options extends SiteContents {
  readonly path?: string;
  /** Whether the browser may complain in its console, about answers that are refused on purpose. */
  readonly complaints?: boolean;
  readonly page?: BrowserContextOptions;
}
interface Place {
  readonly site: Site;
  readonly browser: Browser;
}

/** A server and a browser for the tests of a `describe`, and a page of that server for each of them. */
export function onSite(options: Options = {}): Place & OpenPage {
  return place(() => openSite(options), options);
}

/** The same with a service that ranks. */
export function onRankingSite(options: Options = {}): Place & OpenPage & { readonly service: OpenAiDouble } {
  let service: OpenAiDouble;
  afterAll(() => service.close()); // After the server that asks it: hooks run backwards.
  const on = place(async () => {
    service = await startOpenAiDouble();
    const environment = { OPENAI_API_KEY: 'test-key', OPENAI_BASE_URL: service.url, ...options.environment };
    return openSite({ ...options, environment });
  }, options);
  return Object.defineProperty(on, 'service', { get: () => service }) as typeof on & { service: OpenAiDouble };
}

function place(start: () => Promise<Site>, { path = '/', complaints = false, page }: Options): Place & OpenPage {
  const on = {} as { -readonly [Key in keyof (Place & OpenPage)]: (Place & OpenPage)[Key] };
  beforeAll(async () => {
    [on.site, on.browser] = await Promise.all([start(), launchBrowser()]);
  });
  afterAll(async () => {
    await on.browser.close();
    await on.site.close();
  });
  beforeEach(async () => {
    Object.assign(on, await openPage(on.browser, on.site.url + path, page));
  });
  afterEach(async () => {
    if (!complaints) expect(on.faults).toEqual([]);
    expect(on.outside).toEqual([]);
    await on.context.close();
  });
  return on;
}
