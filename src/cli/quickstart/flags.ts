import type { SettingFlags } from '../options.js';

export interface QuickstartFlags extends SettingFlags {
  readonly once?: boolean;
  readonly tutorial?: boolean;
}
