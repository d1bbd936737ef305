const KEPT = 'leopard.scroll';
/** Milliseconds without a change after which nothing is on its way any more. */
const PATIENCE = 5000;
/** What a person does to go elsewhere. */
const INPUTS = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

/** Where a page was: pixels from its top, and the first picture in sight, which stays the better mark in a list that grows. */
interface Position {
  readonly y: number;
  readonly image?: string | undefined;
  /** Of that picture, from the top of the window. */
  readonly top?: number;
}

/** By the key of an entry of the browser's history. */
const positions = new Map<string, Position>(JSON.parse(sessionStorage.getItem(KEPT) ?? '[]') as [string, Position][]);

function positionNow(): Position {
  for (const card of document.querySelectorAll<HTMLElement>('[data-image]')) {
    const { top, bottom } = card.getBoundingClientRect();
    if (bottom > 0) return { y: scrollY, image: card.dataset['image'], top };
  }
  return { y: scrollY };
}

/** Notes where an entry of the history is left. */
export function keepPosition(entry: string): void {
  positions.set(entry, positionNow());
}

/** Lists that are loaded anew after a visit elsewhere are in the place where they were, too. */
export function keepPositionsOfVisit(entry: () => string): void {
  history.scrollRestoration = 'manual';
  addEventListener('pagehide', () => {
    keepPosition(entry());
    sessionStorage.setItem(KEPT, JSON.stringify([...positions]));
  });
}

function goTo({ y, image, top = 0 }: Position): void {
  const card = image === undefined || y === 0 ? null : document.querySelector(`[data-image="${CSS.escape(image)}"]`);
  if (card) scrollBy(0, card.getBoundingClientRect().top - top);
  else scrollTo(0, y);
}

/**
 * Goes where an entry was left, to its top if it is new, and stays there while what was on screen comes back, until a
 * person scrolls.
 * @returns ends it
 */
export function returnTo(entry: string): () => void {
  const position = positions.get(entry) ?? { y: 0 };
  const end = (): void => {
    clearTimeout(timer);
    grown.disconnect();
    drawn.disconnect();
    for (const input of INPUTS) removeEventListener(input, end);
  };
  let timer = setTimeout(end, PATIENCE);
  const go = (): void => {
    clearTimeout(timer);
    timer = setTimeout(end, PATIENCE);
    goTo(position);
  };
  const grown = new ResizeObserver(go);
  const drawn = new MutationObserver(go);
  for (const input of INPUTS) addEventListener(input, end, { passive: true });
  go();
  if (position.y > 0) {
    grown.observe(document.body);
    drawn.observe(document.body, { childList: true, subtree: true });
  }
  return end;
}
