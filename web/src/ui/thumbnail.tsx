import type { ImageFieldsFragment } from 'leopard/client';
import { nameOf } from '../data/names.js';
import { Picture } from './picture.js';

interface Props {
  readonly image: ImageFieldsFragment;
  /** Loaded at once, not only when it comes into sight. */
  readonly eager?: boolean;
}

/** A stored picture, small. */
export const Thumbnail = ({ image, eager }: Props) => (
  <Picture
    src={image.thumbnail}
    alt={nameOf(image)}
    width={image.width}
    height={image.height}
    placeholder={image.placeholder}
    eager={eager}
  />
);
