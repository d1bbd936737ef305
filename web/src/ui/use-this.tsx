import type { ImageFieldsFragment } from 'leopard/client';
import { nameOf } from '../data/names.js';
import { useT } from '../i18n/i18n.js';

interface Props {
  readonly image: ImageFieldsFragment;
  readonly onUse: () => void;
}

/** Makes a picture the next query picture. */
export function UseThis({ image, onUse }: Props) {
  const t = useT();
  return (
    <button
      type="button"
      className="button-link"
      onClick={onUse}
      aria-label={t('results.useThisLabel', { name: nameOf(image) })}
    >
      {t('results.useThis')}
    </button>
  );
}
