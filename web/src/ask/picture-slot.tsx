import { useRef, useState } from 'react';
import type { RegionInput } from 'leopard/client';
import type { QueryPicture } from '../data/question.js';
import { useT } from '../i18n/i18n.js';
import { CameraIcon, CloseIcon, CropIcon, PictureIcon } from '../ui/icons.js';
import { useFocusKept } from '../ui/use-focus-kept.js';
import { CropDialog } from './crop-dialog.js';
import { RegionSelector } from './region-selector.js';

interface Props {
  readonly picture: QueryPicture | undefined;
  readonly region: RegionInput | undefined;
  readonly dropping: boolean;
  readonly onFile: (file: File) => void;
  readonly onRemove: () => void;
  readonly onRegion: (region: RegionInput | undefined) => void;
}

/** The place of the query picture: empty, it takes one; filled, it takes a rectangle. */
export function PictureSlot({ picture, region, dropping, onFile, onRemove, onRegion }: Props) {
  const t = useT();
  const choose = useFocusKept<HTMLButtonElement>(picture);
  const chooser = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const input = (ref: typeof chooser, label: string, capture?: 'environment') => (
    <input
      ref={ref}
      type="file"
      accept="image/*"
      capture={capture}
      aria-label={label}
      hidden
      onChange={(event) => {
        const file = event.target.files?.[0];
        if (file) onFile(file);
        event.target.value = '';
      }}
    />
  );
  return (
    <div className="slot" data-dropping={dropping} data-filled={picture !== undefined}>
      {picture ? (
        <Filled key={picture.preview} picture={picture} region={region} onRemove={onRemove} onRegion={onRegion} />
      ) : (
        <>
          <button ref={choose} type="button" className="slot-empty" onClick={() => chooser.current?.click()}>
            <PictureIcon />
            <span className="slot-fine">{dropping ? t('ask.dropHere') : t('ask.drop')}</span>
            <span className="slot-coarse">{t('ask.choose')}</span>
          </button>
          <button type="button" className="button-link slot-camera" onClick={() => camera.current?.click()}>
            <CameraIcon /> {t('ask.photograph')}
          </button>
        </>
      )}
      {input(chooser, t('ask.choose'))}
      {input(camera, t('ask.photograph'), 'environment')}
    </div>
  );
}

type FilledProps = Pick<Props, 'region' | 'onRemove' | 'onRegion'> & { readonly picture: QueryPicture };

function Filled({ picture, region, onRemove, onRegion }: FilledProps) {
  const t = useT();
  const [cropping, setCropping] = useState(false);
  // Not every file that the server reads can be shown by every browser (TIFF, HEIC).
  const [shown, setShown] = useState(picture.preview !== undefined);
  const { preview = '', label } = picture;
  return (
    <>
      {shown ? (
        <RegionSelector src={preview} region={region} onChange={onRegion} onUnreadable={() => setShown(false)} />
      ) : (
        <div className="slot-label">
          <PictureIcon />
          <bdi>{label}</bdi>
        </div>
      )}
      <div className="slot-tools">
        {shown && (
          <button type="button" className="button-icon" onClick={() => setCropping(true)} title={t('ask.crop')}>
            <CropIcon />
            <span className="visually-hidden">{t('ask.crop')}</span>
          </button>
        )}
        <button type="button" className="button-icon" onClick={onRemove} title={t('ask.remove')}>
          <CloseIcon />
          <span className="visually-hidden">{t('ask.remove')}</span>
        </button>
      </div>
      {region && (
        <button type="button" className="button-link slot-whole" onClick={() => onRegion(undefined)}>
          {t('ask.wholePicture')}
        </button>
      )}
      {cropping && <CropDialog src={preview} region={region} onChange={onRegion} onClose={() => setCropping(false)} />}
    </>
  );
}
