import { z } from 'zod';

/** What the reference page, the log and the environment reader know about one setting. */
export interface SettingDescription {
  /** Environment variable, also read from `.env`. */
  readonly env: string;
  /** One sentence for docs/configuration.md. */
  readonly description: string;
  /** Never logged or printed. */
  readonly secret?: boolean;
}

const descriptions = z.registry<SettingDescription>();

/** Declares one setting: its type and default (zod), its environment name and its documentation. */
export function setting<T extends z.ZodType>(
  schema: T,
  env: string,
  description: string,
  options: { secret?: boolean } = {},
): T {
  descriptions.add(schema, { env, description, ...options });
  return schema;
}

/** The description of a declared setting. */
export function describeSetting(schema: z.ZodType): SettingDescription | undefined {
  return descriptions.get(schema);
}

/** `true`, `1`, `yes`, `on` and their opposites, as people write them in environments. */
export const flag = (fallback: boolean) =>
  z.union([z.stringbool(), z.boolean()], { error: 'it has to be true or false' }).default(fallback);

/** A whole number, written as text in an environment. */
export function wholeNumber(minimum = 0, maximum = Number.MAX_SAFE_INTEGER) {
  const range = maximum === Number.MAX_SAFE_INTEGER ? `from ${minimum}` : `from ${minimum} to ${maximum}`;
  const error = `it has to be a whole number ${range}`;
  return z.coerce.number({ error }).int({ error }).min(minimum, { error }).max(maximum, { error });
}

export const whole = (fallback: number, minimum?: number, maximum?: number) =>
  wholeNumber(minimum, maximum).default(fallback);

/** A share, 0 to 1. */
export function fraction() {
  const error = 'it has to be a number from 0 to 1';
  return z.coerce.number({ error }).min(0, { error }).max(1, { error });
}

/** One of a few words. */
export const oneOf = <const Word extends string>(words: readonly Word[], fallback: NoInfer<Word>) =>
  z.enum(words, { error: `it has to be one of ${words.join(', ')}` }).default(fallback);

/** Whether a text is no address that has a user name or a password in it: addresses are logged as they are. */
export function isWithoutPassword(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

/** Comma-separated values. */
export const list = (fallback: string[] = []) =>
  z
    .preprocess(
      (value) =>
        typeof value === 'string'
          ? value
              .split(',')
              .map((item) => item.trim())
              .filter(Boolean)
          : value,
      z.array(z.string()),
    )
    .default(fallback);

const PRICE = /^(.+)=(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/;
const PRICES_ERROR =
  'it has to be prices such as my-model=2.5/10, comma-separated: input and output of a million tokens';

/** `model=input/output`, comma-separated: prices by model. */
export const prices = () =>
  list().transform((entries, context) => {
    const found: Record<string, { readonly input: number; readonly output: number }> = {};
    for (const entry of entries) {
      const [, model, input, output] = PRICE.exec(entry) ?? [];
      if (model === undefined) context.addIssue({ code: 'custom', message: PRICES_ERROR });
      else found[model.trim()] = { input: Number(input), output: Number(output) };
    }
    return found;
  });
