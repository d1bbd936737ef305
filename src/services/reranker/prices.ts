/** US dollars for a million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
}

/** List prices for standard processing (openai.com/api/pricing, 2025). */
const PRICES: Readonly<Record<string, Price>> = {
  'gpt-4o': { input: 2.5, output: 10 },
  'gpt-4o-mini': { input: 0.15, output: 0.6 },
  'gpt-4.1': { input: 2, output: 8 },
  'gpt-4.1-mini': { input: 0.4, output: 1.6 },
  'gpt-4.1-nano': { input: 0.1, output: 0.4 },
};

/** The price of a model, or of its dated version (`gpt-4o-2024-11-20`); null where it is not known. */
export function priceOf(model: string): Price | null {
  const name = model.replace(/-\d{4}-\d{2}-\d{2}$/, '');
  return PRICES[name] ?? null;
}

/** US dollars; null where the model's price is not known. */
export function costOf(model: string, inputTokens: number, outputTokens: number): number | null {
  const price = priceOf(model);
  return price && (inputTokens * price.input + outputTokens * price.output) / 1_000_000;
}
