import type { Config } from '../../config/index.js';
import type { Database } from '../storage/types/index.js';
import { configuredTarget, readSwitch, sameTarget, withTarget } from './record.js';

/**
 * The configuration with the model that answers. After a switch the settings may still name the one before: the switch counts.
 * Settings that name neither of the two are left as they are, and refused where they do not fit the pictures.
 */
export async function answeringConfig(
  config: Config,
  { settings, generations }: Pick<Database, 'settings' | 'generations'>,
  warn: (message: string) => void,
): Promise<Config> {
  const record = await readSwitch(settings);
  if (record === undefined) return config;
  const configured = configuredTarget(config);
  if (![record.from, record.to].some((side) => sameTarget(side, configured))) return config;
  const active = await generations.active();
  const { model, encoderUrl } = active?.encoder === record.to.encoder ? record.to : record.from;
  if (!sameTarget({ model, encoderUrl }, configured)) {
    warn(
      `MODEL is ${configured.model}, but the pictures were switched to ${model}, which answers. Set MODEL=${model}${encoderUrl === null ? ', without ENCODER_URL' : ` and ENCODER_URL=${encoderUrl}`}.`,
    );
  }
  return withTarget(config, { model, encoderUrl });
}
