import { LoadedImage } from './loaded-image.js';

interface Props {
  readonly src: string;
  readonly alt: string;
  readonly width: number;
  readonly height: number;
  /** Blurred preview as a data: URL, shown until the picture is there. */
  readonly placeholder?: string;
  readonly eager?: boolean;
  readonly className?: string;
}

/** Shows the picture in place of its preview. */
function reveal(image: HTMLImageElement): void {
  image.dataset['loaded'] = 'true';
  image.parentElement?.style.removeProperty('background-image');
}

/** A picture that never moves the page: its box is known before it loads. */
export function Picture({ src, alt, width, height, placeholder, eager, className }: Props) {
  return (
    <span
      className={`picture ${className ?? ''}`}
      style={placeholder ? { backgroundImage: `url("${placeholder}")` } : undefined}
    >
      <LoadedImage
        src={src}
        alt={alt}
        width={width}
        height={height}
        loading={eager ? 'eager' : 'lazy'}
        decoding="async"
        onLoaded={reveal}
      />
    </span>
  );
}
