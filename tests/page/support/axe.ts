import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

interface Axe {
  run(options: { readonly runOnly?: string }): Promise<{ readonly violations: Violation[] }>;
}

/**
 * Everything that axe-core finds fault with on the page as it is.
 * @param rules of this category alone: in other colours of the same page, what is no matter of colour has been looked at
 */
export async function violations(page: Page, rules?: 'cat.color'): Promise<string[]> {
  // As a script of the test, not of the page: its policy allows none.
  await page.evaluate(await readFile(axePath, 'utf8'));
  const found = await page.evaluate(async (runOnly) => {
    const { axe } = window as unknown as { axe: Axe };
    return (await axe.run(runOnly === undefined ? {} : { runOnly })).violations;
  }, rules);
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}
