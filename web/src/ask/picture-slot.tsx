import { useRef } from 'react';
import type { RegionInput } from 'leopard/client';
import type { QueryPicture } from '../data/question.js';
import { messages } from '../messages.js';
import { CameraIcon, CloseIcon, PictureIcon } from '../ui/icons.js';
import { RegionSelector } from './region-selector.js';

interface Props {
  readonly picture: QueryPicture | undefined;
  readonly region: RegionInput | undefined;
  readonly dropping: boolean;
  readonly onFile: (file: File) => void;
  readonly onRemove: () => void;
  readonly onRegion: (region: RegionInput | undefined) => void;
}

const ACCEPT = 'image/*';

/** The place of the query picture: empty, it takes one; filled, it takes a rectangle. */
export function PictureSlot({ picture, region, dropping, onFile, onRemove, onRegion }: Props) {
  const chooser = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const input = (ref: typeof chooser, label: string, capture?: 'environment') => (
    <input
      ref={ref}
      type="file"
      accept={ACCEPT}
      capture={capture}
      aria-label={label}
      tabIndex={-1}
      className="visually-hidden"
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
        <>
          <RegionSelector src={picture.preview} alt={messages.ask.picture} region={region} onChange={onRegion} />
          <div className="slot-tools">
            {region ? (
              <button type="button" className="button-link" onClick={() => onRegion(undefined)}>
                {messages.ask.wholePicture}
              </button>
            ) : (
              <span className="hint">{messages.ask.regionShort}</span>
            )}
            <button
              type="button"
              className="button-icon"
              onClick={onRemove}
              aria-label={messages.ask.remove}
              title={messages.ask.remove}
            >
              <CloseIcon />
            </button>
          </div>
        </>
      ) : (
        <>
          <button type="button" className="slot-empty" onClick={() => chooser.current?.click()}>
            <PictureIcon />
            <span>{dropping ? messages.ask.dropHere : messages.ask.drop}</span>
          </button>
          <button type="button" className="button-link slot-camera" onClick={() => camera.current?.click()}>
            <CameraIcon /> {messages.ask.photograph}
          </button>
        </>
      )}
      {input(chooser, messages.ask.choose)}
      {input(camera, messages.ask.photograph, 'environment')}
    </div>
  );
}
