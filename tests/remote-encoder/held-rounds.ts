import { ingest } from '../support/collection.js';
import { send } from '../support/graphql.js';
import { pictureFile } from '../support/pictures.js';
import type { InferenceService } from './inference-service.js';

interface Options {
  readonly endpoint: string;
  readonly service: InferenceService;
  readonly pictures: number;
  readonly searches: number;
  /** Pictures of one request. */
  readonly batch: number;
  /** Requests that ingest at a time. */
  readonly requests: number;
}

export interface HeldReport {
  readonly stored: number;
  /** Searches answered while pictures were waiting for the service. */
  readonly answered: number;
  /** Requests for a picture's vector that the service got, at most, between a search's arrival at Leopard and its own. */
  readonly before: number;
}

const SEARCH = 'query ($words: String) { search(instruction: $words) { id } }';

/** Ingests pictures, and searches one after the other all the while: the service sees how many pictures each search waits behind. */
export async function searchWhileIngesting(options: Options): Promise<HeldReport> {
  const { endpoint, service, pictures, searches, batch, requests } = options;
  const starts = Array.from({ length: Math.ceil(pictures / batch) }, (_, index) => index * batch);
  let [stored, answered, before] = [0, 0, 0];
  const ingesting = async () => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      const numbers = Array.from({ length: Math.min(batch, pictures - start) }, (_, index) => start + index);
      const images = await Promise.all(numbers.map(async (number) => ({ file: await pictureFile(number) })));
      const outcomes = await ingest(endpoint, images);
      stored += outcomes.filter(({ status }) => status === 'STORED').length;
    }
  };
  const all = Promise.all(Array.from({ length: requests }, ingesting));
  let over = false;
  void all.finally(() => (over = true));
  while (service.documents.length === 0) await new Promise(setImmediate);
  for (let number = 0; number < searches && !over; number++) {
    const asked = service.asked.length;
    const { data, errors } = await send(endpoint, SEARCH, { words: `search ${number}` });
    if (!data || errors) throw new Error(JSON.stringify(errors));
    const since = service.asked.slice(asked);
    before = Math.max(
      before,
      since.findIndex(({ text }) => text === `search ${number}`),
    );
    if (!over) answered += 1;
  }
  await all;
  return { stored, answered, before };
}
