import { precisionName, type Prepared } from '../../services/encoder/quantisation/prepared.js';

/** What `leopard models prepare` found, for people. */
export function preparedText(prepared: Prepared): string {
  const { found } = prepared;
  const { int8, rows, fp32 } = found.products;
  const share = (value: number) => `${(100 * value).toFixed(1)} %`;
  return [
    `Prepared for int8 (${precisionName(prepared)}): PRECISION=int8, or --precision int8`,
    `  products: ${int8} in int8, ${rows} in int8 with a range for each row, ${fp32} in fp32`,
    `  cosine against fp32: smallest ${found.smallestCosine.toFixed(5)} (asked for: ${found.bound}), mean ${found.meanCosine.toFixed(5)}`,
    `  nearest picture the same: ${share(found.sameFirst)}; of the nearest five: ${share(found.sameFive)}`,
    `  measured on ${found.vectors} vectors of ${found.pictures} ${found.drawn ? 'drawn pictures' : 'of your pictures'}, none of which it was chosen by`,
    `  a picture with an instruction: ${found.milliseconds.int8.toFixed(0)} ms, in fp32 ${found.milliseconds.fp32.toFixed(0)} ms`,
    '',
  ].join('\n');
}
