import { z } from 'zod';
import { setting } from './setting.js';

const ERROR = 'it has to be a number from 0 to 1';
const threshold = () => z.coerce.number({ error: ERROR }).min(0, { error: ERROR }).max(1, { error: ERROR }).optional();

/** When a hit is called good. */
export const searchSettings = z.object({
  matchWeak: setting(
    threshold(),
    'MATCH_WEAK',
    'Relevance below which a hit is no match (NONE); left out: what suits the model. `leopard evaluate --calibrate` finds it.',
  ),
  matchStrong: setting(
    threshold(),
    'MATCH_STRONG',
    'Relevance from which a hit is a STRONG match; left out: what suits the model. `leopard evaluate --calibrate` finds it.',
  ),
});
