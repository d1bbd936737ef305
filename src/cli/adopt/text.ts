import type { AdoptionReport } from '../../services/collection/adoption/report.js';
import { describeIdentity } from '../../services/encoder/identity.js';
import type { EncoderIdentity } from '../../services/encoder/types.js';
import { plainText } from '../plain-text.js';

/** Bad rows that are printed; the report file has all. */
const SHOWN = 20;

/** For the person at the terminal. */
export function adoptionText(report: AdoptionReport, identity: EncoderIdentity): string {
  const { stored, unchanged, missing, rejected, proof, collection, rows, interrupted } = report.toJSON();
  const bad = [
    ...rejected.map(({ key, path, code, message }) => `  ${path ?? `row ${key}`}: ${code}: ${message}`),
    ...missing.map(({ key, path }) => `  ${path ?? `row ${key}`}: no picture`),
  ];
  return [
    `${proof.length} pictures were encoded by ${describeIdentity(identity)}: cosine ${report.leastCosine.toFixed(6)} or more with the vectors of ${collection}.`,
    `${stored} of ${rows} stored with the vectors that they have; ${unchanged} there already (or the same picture as another row), ${missing.length} without a picture, ${rejected.length} rejected.`,
    ...bad.slice(0, SHOWN).map(plainText),
    ...(bad.length > SHOWN ? [`  … and ${bad.length - SHOWN} more; --report <file> lists all.`] : []),
    ...(interrupted ? ['Interrupted. Run it again to go on: what is stored stays.'] : []),
  ].join('\n');
}
