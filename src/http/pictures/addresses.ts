import type { PictureAddresses, RequestedBox } from '../../resolvers/requested.js';
import { checkedBox } from './box.js';
import { type AddressSigner } from './signature.js';

/** The addresses for one client. */
export type AddressesFor = (origin: string, options: { readonly signed: boolean }) => PictureAddresses;

/**
 * @param options.publicUrl where the server is behind a proxy; addresses start with it, whatever a request says
 * @returns the addresses for a client that reached the server at an origin, such as `http://localhost:4000`; signed
 * where it had to show an API key
 */
export function createPictureAddresses(options: {
  readonly publicUrl?: string;
  readonly signer: AddressSigner;
  readonly maximumSide: number;
}): AddressesFor {
  const { publicUrl, signer, maximumSide } = options;
  return (origin, { signed }) => {
    const base = (publicUrl ?? origin).replace(/\/+$/, '');
    const address = (path: string, requested: RequestedBox) => {
      const box = checkedBox(requested, maximumSide);
      const parameters = new URLSearchParams();
      if (box?.width !== undefined) parameters.set('width', String(box.width));
      if (box?.height !== undefined) parameters.set('height', String(box.height));
      if (signed) signer.sign(path, parameters);
      return parameters.size > 0 ? `${base}${path}?${parameters}` : `${base}${path}`;
    };
    return {
      image: (id, box = {}) => address(`/images/${id}`, box),
      queryPicture: (searchId, box = {}, part) =>
        address(part === undefined ? `/searches/${searchId}/picture` : `/searches/${searchId}/parts/${part}`, box),
      contactSheet: (id) => address(`/contact-sheets/${id}.png`, {}),
    };
  };
}
