import { z } from 'zod';
import type { Config } from '../../config/index.js';
import type { Settings } from '../storage/types/index.js';

/** A model as the configuration names it. */
const target = z.object({
  /** MODEL. */
  model: z.string().min(1),
  /** ENCODER_URL; null for a model in the server. */
  encoderUrl: z.string().nullable(),
});

const side = target.extend({
  /** Number that the database gives the encoder. */
  encoder: z.number(),
});

const record = z.object({
  from: side,
  to: side,
  /** Milliseconds since 1970. */
  startedAt: z.number(),
  /** Set with the switch: until then both are kept. */
  keptUntil: z.number().nullable(),
  /** The one that does not answer was dropped. */
  dropped: z.boolean(),
});

export type ModelTarget = z.output<typeof target>;
/** What is known of a switch of models, in the database: every server of a deployment goes by it. */
export type SwitchRecord = z.output<typeof record>;

/** The model that the configuration names. */
export const configuredTarget = ({
  encoder,
  remoteEncoder,
}: Pick<Config, 'encoder' | 'remoteEncoder'>): ModelTarget => ({
  model: encoder.model,
  encoderUrl: remoteEncoder.url ?? null,
});

/** The same configuration with another model. */
export const withTarget = (config: Config, { model, encoderUrl }: ModelTarget): Config => ({
  ...config,
  encoder: { ...config.encoder, model },
  remoteEncoder: { ...config.remoteEncoder, url: encoderUrl ?? undefined },
});

export const sameTarget = (one: ModelTarget, other: ModelTarget): boolean =>
  one.model === other.model && one.encoderUrl === other.encoderUrl;

/** Undefined where no model was ever switched, or the switch was taken back for good. */
export async function readSwitch(settings: Pick<Settings, 'get'>): Promise<SwitchRecord | undefined> {
  const text = await settings.get('model_switch');
  return text ? record.parse(JSON.parse(text)) : undefined;
}

export const writeSwitch = (settings: Pick<Settings, 'replace'>, value: SwitchRecord | undefined): Promise<void> =>
  settings.replace('model_switch', value === undefined ? '' : JSON.stringify(value));
