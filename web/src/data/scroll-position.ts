const KEPT = 'leopard.scroll';
/** Milliseconds without a change after which nothing is on its way any more: once the place is reached, and until then. */
const PATIENCE = { reached: 5000, awaited: 60_000 };
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

/** Where one is being taken back to, until what was on screen is there again or a person scrolls. */
let returning: { readonly entry: string; readonly position: Position } | undefined;

/** Notes where an entry of the history is left. Left before its list was back, it is where it was noted to be. */
export function keepPosition(entry: string): void {
  if (returning?.entry !== entry || isReached(returning.position)) positions.set(entry, positionNow());
}

/** Lists that are loaded anew after a visit elsewhere are in the place where they were, too. */
export function keepPositionsOfVisit(entry: () => string): void {
  history.scrollRestoration = 'manual';
  addEventListener('pagehide', () => {
    keepPosition(entry());
    sessionStorage.setItem(KEPT, JSON.stringify([...positions]));
  });
}

const cardOf = ({ y, image }: Position): Element | null =>
  image === undefined || y === 0 ? null : document.querySelector(`[data-image="${CSS.escape(image)}"]`);

const isReached = (position: Position): boolean => position.image === undefined || cardOf(position) !== null;

function goTo(position: Position): void {
  const { y, top = 0 } = position;
  const card = cardOf(position);
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
    if (returning?.position === position) returning = undefined;
    clearTimeout(timer);
    grown.disconnect();
    drawn.disconnect();
    for (const input of INPUTS) removeEventListener(input, end);
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const go = (): void => {
    goTo(position);
    clearTimeout(timer);
    timer = setTimeout(end, isReached(position) ? PATIENCE.reached : PATIENCE.awaited);
  };
  const grown = new ResizeObserver(go);
  const drawn = new MutationObserver(go);
  for (const input of INPUTS) addEventListener(input, end, { passive: true });
  go();
  if (position.y > 0) {
    returning = { entry, position };
    grown.observe(document.body);
    drawn.observe(document.body, { childList: true, subtree: true });
  }
  return end;
}
