/** Colours of one drawing: GitHub and browsers choose the drawing by the reader's own colours. */
interface Palette {
  readonly ground: string;
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly box: string;
  readonly core: string;
  readonly outside: string;
}

const PALETTES = {
  light: {
    ground: '#ffffff',
    ink: '#1f2328',
    quiet: '#59636e',
    line: '#818b98',
    box: '#f6f8fa',
    core: '#fff4e0',
    outside: '#ffffff',
  },
  dark: {
    ground: '#0d1117',
    ink: '#f0f6fc',
    quiet: '#9198a1',
    line: '#656c76',
    box: '#151b23',
    core: '#2d2410',
    outside: '#0d1117',
  },
} satisfies Record<string, Palette>;

export type Colours = keyof typeof PALETTES;

interface Box {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly title: string;
  readonly lines: readonly string[];
  /** `core`: the product's own work. `outside`: somebody else's program. */
  readonly kind?: 'core' | 'outside';
}

const HEIGHT = 62;
const WIDTH = 920;

/** From the client at the top to the engines at the bottom. */
const BOXES: readonly Box[] = [
  { id: 'page', x: 20, y: 20, width: 200, title: 'Page', lines: ['web/'], kind: 'outside' },
  {
    id: 'client',
    x: 240,
    y: 20,
    width: 200,
    title: 'GraphQL clients',
    lines: ['codegen/client/, Sandbox'],
    kind: 'outside',
  },
  { id: 'cli', x: 460, y: 20, width: 200, title: 'Command line', lines: ['src/cli/'], kind: 'outside' },
  {
    id: 'http',
    x: 20,
    y: 122,
    width: 640,
    title: 'HTTP',
    lines: ['Express 5, Apollo Server 5: keys, limits, uploads, pictures. src/http/, src/resolvers/, src/schema/'],
  },
  { id: 'search', x: 20, y: 224, width: 200, title: 'Search', lines: ['src/services/search/'], kind: 'core' },
  {
    id: 'collection',
    x: 240,
    y: 224,
    width: 200,
    title: 'Collection',
    lines: ['src/services/collection/'],
    kind: 'core',
  },
  { id: 'reranker', x: 460, y: 224, width: 200, title: 'Reranker', lines: ['src/services/reranker/'], kind: 'core' },
  {
    id: 'gpt',
    x: 700,
    y: 224,
    width: 200,
    title: 'GPT-4o, or its like',
    lines: ['only where a client asks'],
    kind: 'outside',
  },
  { id: 'encoder', x: 20, y: 326, width: 200, title: 'Encoder', lines: ['ONNX Runtime, in threads'], kind: 'core' },
  {
    id: 'storage',
    x: 240,
    y: 326,
    width: 420,
    title: 'Storage',
    lines: ['the database is the truth, the index follows it by a change feed'],
    kind: 'core',
  },
  {
    id: 'models',
    x: 20,
    y: 428,
    width: 200,
    title: 'Model files',
    lines: ['published weights'],
    kind: 'outside',
  },
  {
    id: 'database',
    x: 240,
    y: 428,
    width: 200,
    title: 'Database',
    lines: ['SQLite, in the data folder'],
    kind: 'outside',
  },
  {
    id: 'objects',
    x: 460,
    y: 428,
    width: 200,
    title: 'Pictures',
    lines: ['files in the data folder'],
    kind: 'outside',
  },
  {
    id: 'vectors',
    x: 700,
    y: 428,
    width: 200,
    title: 'Vectors',
    lines: ['LanceDB, Milvus Lite, Milvus'],
    kind: 'outside',
  },
];

/** From, to; `-` for what happens only when it is asked for. */
const ARROWS: readonly (readonly [string, string, '-'?])[] = [
  ['page', 'http'],
  ['client', 'http'],
  ['cli', 'http'],
  ['http', 'search'],
  ['http', 'collection'],
  ['http', 'reranker'],
  ['reranker', 'gpt', '-'],
  ['search', 'encoder'],
  ['collection', 'storage'],
  ['encoder', 'models'],
  ['storage', 'database'],
  ['storage', 'objects'],
  ['storage', 'vectors'],
];

/** docs/images/architecture-….svg: what a search and an ingestion go through. */
export function architectureDrawing(colours: Colours): string {
  const palette = PALETTES[colours];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} 510" role="img" aria-label="Clients speak GraphQL to a server of search, collection and reranker, over an encoder and storage">
  <style>text { font-family: system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; text-anchor: middle; }</style>
  <rect width="${WIDTH}" height="510" rx="8" fill="${palette.ground}"/>
  <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="${palette.line}"/></marker></defs>
${ARROWS.map((arrow) => line(arrow, palette)).join('\n')}
${BOXES.map((box) => shape(box, palette)).join('\n')}
</svg>
`;
}

function shape({ x, y, width, title, lines, kind }: Box, palette: Palette): string {
  const fill = kind === undefined ? palette.box : palette[kind];
  const dashes = kind === 'outside' ? ' stroke-dasharray="4 3"' : '';
  const middle = x + width / 2;
  const texts = lines.map(
    (text) => `<text x="${middle}" y="${y + 45}" font-size="12.5" fill="${palette.quiet}">${text}</text>`,
  );
  return `  <rect x="${x}" y="${y}" width="${width}" height="${HEIGHT}" rx="6" fill="${fill}" stroke="${palette.line}"${dashes}/>
  <text x="${middle}" y="${y + 25}" font-size="15" font-weight="600" fill="${palette.ink}">${title}</text>
  ${texts.join('')}`;
}

function line([from, to, dashed]: (typeof ARROWS)[number], { line: colour }: Palette): string {
  const [one, other] = [boxNamed(from), boxNamed(to)];
  const dashes = dashed ? ' stroke-dasharray="4 3"' : '';
  const path = one.y === other.y ? sideways(one, other) : downwards(one, other);
  return `  <path d="${path}" fill="none" stroke="${colour}" stroke-width="1.5" marker-end="url(#tip)"${dashes}/>`;
}

const sideways = (one: Box, other: Box) => `M${one.x + one.width} ${one.y + HEIGHT / 2}H${other.x - 2}`;

/** Straight down where the boxes overlap, else over a corner. */
function downwards(one: Box, other: Box): string {
  const left = Math.max(one.x, other.x);
  const right = Math.min(one.x + one.width, other.x + other.width);
  if (right > left) return `M${(left + right) / 2} ${one.y + HEIGHT}V${other.y - 2}`;
  return `M${one.x + one.width} ${one.y + HEIGHT / 2}H${other.x + other.width / 2}V${other.y - 2}`;
}

function boxNamed(id: string): Box {
  const found = BOXES.find((box) => box.id === id);
  if (!found) throw new Error(`there is no box ${id}`);
  return found;
}
