import type { ImageFieldsFragment } from 'leopard/client';
import { nameOf } from '../data/names.js';
import { messages } from '../messages.js';

interface Props {
  readonly image: ImageFieldsFragment;
  readonly onUse: () => void;
}

/** Makes a picture the next query picture. */
export const UseThis = ({ image, onUse }: Props) => (
  <button
    type="button"
    className="button-link"
    onClick={onUse}
    aria-label={messages.results.useThisLabel(nameOf(image))}
  >
    {messages.results.useThis}
  </button>
);
