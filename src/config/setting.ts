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
export const flag = (fallback: boolean) => z.stringbool().or(z.boolean()).default(fallback);

/** A whole number, written as text in an environment. */
export const whole = (fallback: number, minimum = 0, maximum = Number.MAX_SAFE_INTEGER) =>
  z.coerce.number().int().min(minimum).max(maximum).default(fallback);

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
