/** A process that attacks: what it sends takes time of its own to make, which the observer must not wait for. */
import { ATTACKS } from './attacks.js';

export interface AttackOrder {
  readonly url: string;
  readonly name: string;
}

process.on('message', ({ url, name }: AttackOrder) => {
  void ATTACKS[name]?.(url)
    .catch(() => undefined)
    .then(() => process.send?.('done'));
});
process.send?.('ready');
