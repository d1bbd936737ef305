import type { ReactNode } from 'react';

const icon = (path: ReactNode) =>
  function Icon() {
    return (
      <svg
        className="icon"
        viewBox="0 0 24 24"
        aria-hidden="true"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        {path}
      </svg>
    );
  };

export const PictureIcon = icon(<path d="M4 5h16v14H4zM4 16l5-5 4 4 2.5-2.5L20 17M15.5 9.5h.01" />);
export const CameraIcon = icon(<path d="M4 8h3.5l1.5-2.5h6L16.5 8H20v11H4zM12 16.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z" />);
export const CloseIcon = icon(<path d="m6 6 12 12M18 6 6 18" />);
export const ArrowIcon = icon(<path d="M5 12h13m-5-5.5 5.5 5.5-5.5 5.5" />);
export const SparkIcon = icon(<path d="M12 4v5m0 6v5m-8-8h5m6 0h5M7 7l2.5 2.5m5 5L17 17m0-10-2.5 2.5m-5 5L7 17" />);
export const TrashIcon = icon(<path d="M5 7h14M10 7V4.5h4V7m-7.5 0 1 12.5h9l1-12.5M10.5 11v5m3-5v5" />);
export const ShareIcon = icon(<path d="M12 14V4m-4 3.5L12 4l4 3.5M6 12v7.5h12V12" />);
export const FilterIcon = icon(<path d="M4 6h16M7 12h10m-7 6h4" />);
export const PlusIcon = icon(<path d="M12 5v14M5 12h14" />);
export const FolderIcon = icon(<path d="M4 7h6l2 2h8v10H4z" />);
export const CropIcon = icon(<path d="M7 3v14h14M3 7h14v14" />);
export const KeyIcon = icon(<path d="M14.5 13.5a4.5 4.5 0 1 0-4-4L4 16v4h4v-2.5h2.5V15l1.5-1.5ZM16 8.5h.01" />);
export const AlertIcon = icon(<path d="M12 4.5 21 19.5H3ZM12 10v4.5M12 17h.01" />);
export const CheckIcon = icon(<path d="m5 12.5 4.5 4.5L19 7.5" />);
export const GlobeIcon = icon(
  <path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM3 12h18M12 3c2.5 2.6 3.8 5.6 3.8 9s-1.3 6.4-3.8 9c-2.5-2.6-3.8-5.6-3.8-9S9.5 5.6 12 3Z" />,
);
export const HelpIcon = icon(
  <path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.5h.01" />,
);
const THUMB =
  'M8 11v8.5H4V11ZM8 11l3.5-7c1.4 0 2.4 1 2.4 2.4V10h4.6a1.7 1.7 0 0 1 1.7 2l-1.1 6a1.8 1.8 0 0 1-1.8 1.5H8';
export const MoreLikeIcon = icon(<path d={THUMB} />);
export const LessLikeIcon = icon(<path d={THUMB} transform="rotate(180 12 12)" />);
export const ChevronIcon = icon(<path d="m7 10 5 5 5-5" />);
