import { useState } from 'react';

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

/** A picture that never moves the page: its box is known before it loads. */
export function Picture({ src, alt, width, height, placeholder, eager, className }: Props) {
  const [loaded, setLoaded] = useState(false);
  return (
    <span
      className={`picture ${className ?? ''}`}
      style={placeholder && !loaded ? { backgroundImage: `url("${placeholder}")` } : undefined}
    >
      <img
        src={src}
        alt={alt}
        width={width}
        height={height}
        loading={eager ? 'eager' : 'lazy'}
        decoding="async"
        data-loaded={loaded}
        onLoad={() => setLoaded(true)}
      />
    </span>
  );
}
