import { openAiName } from './client/models.js';

/** US dollars for a million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
}

/** US dollars; null where the model's price is not known. */
export type CostOf = (model: string, inputTokens: number, outputTokens: number) => number | null;

const price = (input: number, output: number): Price => ({ input, output });

/**
 * List prices for standard processing (developers.openai.com/api/docs/pricing, compared in November 2026 with what others had read
 * there; long contexts cost more, and no sheet has one). Where a promotion has an end, the price is the one without it.
 */
export const PRICES: Readonly<Record<string, Price>> = {
  'gpt-4o': price(2.5, 10),
  'gpt-4o-2024-05-13': price(5, 15),
  'gpt-4o-mini': price(0.15, 0.6),
  'gpt-4.1': price(2, 8),
  'gpt-4.1-mini': price(0.4, 1.6),
  'gpt-4.1-nano': price(0.1, 0.4),
  'gpt-5': price(1.25, 10),
  'gpt-5-mini': price(0.25, 2),
  'gpt-5-nano': price(0.05, 0.4),
  'gpt-5.1': price(1.25, 10),
  'gpt-5.2': price(1.75, 14),
  'gpt-5.4': price(2.5, 15),
  'gpt-5.4-mini': price(0.75, 4.5),
  'gpt-5.4-nano': price(0.2, 1.25),
  'gpt-5.5': price(5, 30),
  'gpt-5.6-sol': price(5, 30),
  'gpt-5.6-terra': price(2, 12),
  'gpt-5.6-luna': price(0.2, 1.2),
  'gpt-6-astra': price(10, 50),
  'gpt-6-sol': price(2, 10),
  'gpt-6-luna': price(0.1, 0.5),
  o1: price(15, 60),
  o3: price(2, 8),
  'o4-mini': price(1.1, 4.4),
};

/** The prices of the table, those that are configured before them. */
export class Prices {
  constructor(private readonly configured: Readonly<Record<string, Price>> = {}) {}

  /** The price of a model, or of its dated version (`gpt-4o-2024-11-20`); null where it is not known. */
  of(model: string): Price | null {
    const name = openAiName(model);
    return this.configured[model] ?? PRICES[name] ?? PRICES[name.replace(/-\d{4}-\d{2}-\d{2}$/, '')] ?? null;
  }

  cost: CostOf = (model, inputTokens, outputTokens) => {
    const found = this.of(model);
    return found && (inputTokens * found.input + outputTokens * found.output) / 1_000_000;
  };
}
