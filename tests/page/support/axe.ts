import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/**
 * Everything that axe-core finds fault with on the page as it is.
 * @param rules the only ones to look at
 */
export async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // As a script of the test, not of the page: its policy allows none.
  await page.evaluate(await readFile(axePath, 'utf8'));
  const found = await page.evaluate(async (only) => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } };
    return (await axe.run(only === undefined ? {} : { runOnly: only })).violations;
  }, rules);
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}
