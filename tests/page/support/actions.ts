import type { Page } from 'playwright-core';

/** Types an instruction, asks, and waits for the hits. */
export async function ask(page: Page, instruction: string): Promise<void> {
  await page.getByLabel('Instruction').fill(instruction);
  await page.getByLabel('Instruction').press('Enter');
  await page.locator('.results[aria-busy="false"]').waitFor();
}

export const cardCount = (page: Page): Promise<number> => page.locator('.grid .card').count();

/** The value of the instruction field. */
export const instructionOf = (page: Page): Promise<string> => page.getByLabel('Instruction').inputValue();
