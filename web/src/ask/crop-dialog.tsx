import type { RegionInput } from 'leopard/client';
import { useT } from '../i18n/i18n.js';
import { Dialog } from '../ui/dialog.js';
import { RegionSelector } from './region-selector.js';

interface Props {
  readonly src: string;
  readonly region: RegionInput | undefined;
  readonly onChange: (region: RegionInput | undefined) => void;
  readonly onClose: () => void;
}

/** The query picture, large: room to draw a rectangle with a finger. */
export function CropDialog({ src, region, onChange, onClose }: Props) {
  const t = useT();
  return (
    <Dialog title={t('ask.crop')} onClose={onClose} wide>
      <p className="hint">{t('ask.cropHint')}</p>
      <RegionSelector src={src} region={region} onChange={onChange} />
      <div className="dialog-tools">
        <button type="button" className="button" disabled={!region} onClick={() => onChange(undefined)}>
          {t('ask.wholePicture')}
        </button>
        <button type="button" className="button button-primary" onClick={onClose}>
          {t('ask.cropDone')}
        </button>
      </div>
    </Dialog>
  );
}
