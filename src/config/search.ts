import { z } from 'zod';
import { fraction, setting } from './setting.js';

/** When a hit is called good. */
export const searchSettings = z.object({
  matchWeak: setting(
    fraction().optional(),
    'MATCH_WEAK',
    'Relevance below which a hit is no match (NONE); left out: what suits the model. `leopard evaluate --calibrate` finds it.',
  ),
  matchStrong: setting(
    fraction().optional(),
    'MATCH_STRONG',
    'Relevance from which a hit is a STRONG match; left out: what suits the model. `leopard evaluate --calibrate` finds it.',
  ),
});
