import { scenariosIn } from '../subject.js';

/** What is measured of the encoder, each in a process of its own. */
export const scenarios = scenariosIn(new URL('scenarios/', import.meta.url));
